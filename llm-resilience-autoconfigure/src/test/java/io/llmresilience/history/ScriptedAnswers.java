package io.llmresilience.history;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.llmresilience.ChatCall.InterruptionMode;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatRequest;
import io.llmresilience.ChatResponse;
import io.llmresilience.ChatService;
import io.llmresilience.Content;
import io.llmresilience.Message;
import io.llmresilience.TestCalls;

/**
 * A model whose answers depend on what the user's message says.
 */
final class ScriptedAnswers {

	private final Queue<ChatRequest> requests = new ConcurrentLinkedQueue<>();

	private final AtomicInteger underWay = new AtomicInteger();

	private final AtomicInteger most = new AtomicInteger();

	private final AtomicInteger cancelled = new AtomicInteger();

	private final Function<String, Mono<ChatResponse>> answers;

	ScriptedAnswers(Function<String, Mono<ChatResponse>> answers) {
		this.answers = answers;
	}

	/**
	 * Answer with a text that is made of the user's message.
	 */
	static ScriptedAnswers texts(Function<String, String> texts) {
		return new ScriptedAnswers((said) -> Mono.just(TestCalls.response(texts.apply(said))));
	}

	ChatService chat() {
		return ChatService.over((call) -> answer(call.request()),
				(request, wire) -> TestCalls.of(request, wire, InterruptionMode.FAIL));
	}

	private Flux<ChatEvent> answer(ChatRequest request) {
		this.requests.add(request);
		this.most.accumulateAndGet(this.underWay.incrementAndGet(), Math::max);
		return this.answers.apply(said(request))
			.doOnCancel(this.cancelled::incrementAndGet)
			.doOnTerminate(this.underWay::decrementAndGet)
			.<ChatEvent>map(ScriptedAnswers::charged)
			.flux();
	}

	/**
	 * The cost of a call is told by notes.
	 */
	private static ChatEvent.Completed charged(ChatResponse response) {
		return new ChatEvent.Completed(response, List.of(new ChatEvent.Note.Charged(response.cost()),
				new ChatEvent.Note.AttemptEnded(TestCalls.ROUTE, 1, null, Duration.ZERO)));
	}

	static String said(ChatRequest request) {
		return ((Content.Text) request.messages().get(request.messages().size() - 1).content().get(0)).text();
	}

	static String instructions(ChatRequest request) {
		return ((Message.System) request.messages().get(0)).text();
	}

	/**
	 * Return the requests, oldest first.
	 */
	Queue<ChatRequest> requests() {
		return this.requests;
	}

	/**
	 * Return how many calls were under way at most.
	 */
	int most() {
		return this.most.get();
	}

	int cancelled() {
		return this.cancelled.get();
	}

}
