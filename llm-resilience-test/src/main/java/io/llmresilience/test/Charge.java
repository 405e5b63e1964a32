package io.llmresilience.test;

/**
 * What an answer costs, depending on how far it has got.
 *
 * @param full the request with the tokens of the whole answer
 * @param steps the tokens of a stream, each of which costs a share of the output; 0 if
 * the answer is produced at once
 */
record Charge(BilledRequest full, int steps) {

	static Charge of(Message message, AnswerContext context) {
		ReceivedRequest request = context.request();
		Usage usage = message.usage();
		BilledTokens tokens = new BilledTokens(context.input(message), usage.cached(), usage.cacheWritten(),
				context.output(message), usage.reasoning());
		return new Charge(new BilledRequest(request.sequence(), request.dialect(), request.model(),
				context.modelOf(message), context.serviceTierOf(message), tokens),
				request.streamed() ? message.tokens() : 0);
	}

	BilledRequest after(int sent) {
		if (sent >= this.steps) {
			return this.full;
		}
		long output = this.full.tokens().output();
		long produced = (output * sent + this.steps - 1) / this.steps;
		return this.full.with(this.full.tokens().withOutput(produced));
	}

}
