package io.llmresilience.test;

import java.util.function.Supplier;

/**
 * Asks the functions that a test brought along. One that fails refuses the request with
 * an error that says so, because silence or a wrong number would be looked for elsewhere.
 */
final class ScriptFunctions {

	private final PromptTokenCounter tokenCounter;

	private final RequestLog log;

	ScriptFunctions(PromptTokenCounter tokenCounter, RequestLog log) {
		this.tokenCounter = tokenCounter;
		this.log = log;
	}

	int promptTokens(ReceivedRequest request) {
		return ask(request, () -> Check.notNegative("tokens", this.tokenCounter.count(request)));
	}

	Recipe inAnswerTo(ReceivedRequest request, Recipe reply) {
		return ask(request, () -> reply.inAnswerTo(request));
	}

	private <T> T ask(ReceivedRequest request, Supplier<T> function) {
		try {
			return function.get();
		}
		catch (RuntimeException | Error ex) {
			this.log.failed(ex);
			throw new Refusal(KnownError.SERVER_ERROR.in(request.dialect())
				.saying("A function of the simulator's script failed for request #%d with %s; see scriptFailures()"
					.formatted(request.sequence(), ex.getClass().getName())));
		}
	}

}
