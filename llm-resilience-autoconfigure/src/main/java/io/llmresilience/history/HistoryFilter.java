package io.llmresilience.history;

import java.util.List;
import java.util.Objects;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.ChatFilter;
import io.llmresilience.ChatRequest;
import io.llmresilience.Message;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.TokenCounter;

/**
 * Makes conversations fit the context window of one route's model. What fits is sent as
 * it is. If the provider finds a prompt too long all the same, it is made to fit what the
 * provider said, once. Thread-safe.
 */
public final class HistoryFilter implements ChatFilter {

	private static final Logger logger = LoggerFactory.getLogger(HistoryFilter.class);

	private final String route;

	private final PromptWindow window;

	private final HistoryCompressor compressor;

	private final HistoryCompressor slidingWindow;

	private final Scheduler worker;

	/**
	 * Create the filter of one route.
	 * @param model the route's model
	 * @param counter counts its tokens
	 * @param compressor makes conversations fit
	 * @param settings how much is kept where that compressor fails
	 * @param worker where tokens are counted
	 */
	public HistoryFilter(ModelSpec model, TokenCounter counter, HistoryCompressor compressor, HistorySettings settings,
			Scheduler worker) {
		this.route = model.id();
		this.window = new PromptWindow(model, counter);
		this.compressor = Objects.requireNonNull(compressor, "'compressor' must not be null");
		this.slidingWindow = HistoryCompressor.slidingWindow(settings);
		this.worker = Objects.requireNonNull(worker, "'worker' must not be null");
	}

	/**
	 * Return what is sent of a conversation however little fits.
	 * @param messages the conversation
	 * @return its system messages and its last turn
	 */
	public static List<Message> least(List<Message> messages) {
		return Turns.of(messages).last();
	}

	@Override
	public Flux<ChatEvent> filter(ChatCall call, ChatExchange next) {
		return Flux.defer(() -> new Fitting(this, call, next).run());
	}

	String route() {
		return this.route;
	}

	PromptWindow window() {
		return this.window;
	}

	Scheduler worker() {
		return this.worker;
	}

	/**
	 * Make a call's conversation fit.
	 * @param call the call
	 * @param limit the tokens that its messages may have
	 * @return what to send instead, which still does not fit if it cannot be made to
	 */
	Mono<CompressedHistory> compress(ChatCall call, long limit) {
		Conversation conversation = conversation(call, limit);
		return Mono.defer(() -> this.compressor.compress(conversation)).onErrorResume((failure) -> {
			logger.warn("A conversation could not be compressed for {} and loses its oldest turns instead: {}",
					this.route, failure.getClass().getName());
			return Mono.empty();
		})
			.publishOn(this.worker)
			.flatMap((history) -> fits(history, conversation) ? Mono.just(history) : cut(call, history, limit))
			.switchIfEmpty(this.slidingWindow.compress(conversation));
	}

	private Mono<CompressedHistory> cut(ChatCall call, CompressedHistory history, long limit) {
		ChatRequest request = call.request().mutate().messages(history.messages()).build();
		return this.slidingWindow.compress(conversation(call.withRequest(request), limit))
			.map((cut) -> new CompressedHistory(cut.messages(), history.summary()));
	}

	private static boolean fits(CompressedHistory history, Conversation conversation) {
		return conversation.tokens(history.messages()) <= conversation.tokenLimit();
	}

	private Conversation conversation(ChatCall call, long limit) {
		return new Conversation(call, this.route, limit, this.window::tokens);
	}

}
