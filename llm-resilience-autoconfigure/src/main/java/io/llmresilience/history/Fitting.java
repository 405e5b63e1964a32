package io.llmresilience.history;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.llmresilience.CallRefusedException;
import io.llmresilience.CallTrace;
import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.ChatRequest;
import io.llmresilience.FailureKind;
import io.llmresilience.Message;
import io.llmresilience.ProviderException;
import io.llmresilience.ProviderException.PromptSize;

/**
 * One call's way through a {@link HistoryFilter}.
 */
final class Fitting {

	private final HistoryFilter filter;

	private final ChatCall call;

	private final ChatExchange next;

	private boolean delivered;

	Fitting(HistoryFilter filter, ChatCall call, ChatExchange next) {
		this.filter = filter;
		this.call = call;
		this.next = next;
	}

	Flux<ChatEvent> run() {
		return this.filter.window().surelyHolds(this.call.request()) ? send(this.call) : measured(this.call.request())
			.flatMapMany((prompt) -> prompt.fits() ? send(this.call) : sendShorter(prompt));
	}

	private Mono<PromptMeasure> measured(ChatRequest request) {
		return Mono.fromCallable(() -> measure(request)).subscribeOn(this.filter.worker());
	}

	private PromptMeasure measure(ChatRequest request) {
		return this.filter.window().measure(request);
	}

	private Flux<ChatEvent> send(ChatCall fitting) {
		return this.next.exchange(fitting)
			.doOnNext((event) -> this.delivered = this.delivered || event.isContent())
			.onErrorResume(ProviderException.class,
					(failure) -> isTooLong(failure) ? sendAgain(fitting, failure) : Flux.error(failure));
	}

	private boolean isTooLong(ProviderException failure) {
		return failure.kind() == FailureKind.CONTEXT_WINDOW_EXCEEDED && !this.delivered;
	}

	private Flux<ChatEvent> sendShorter(PromptMeasure before) {
		return this.filter.compress(this.call, before.messageLimit()).flatMapMany((history) -> {
			ChatCall shorter = with(history);
			PromptMeasure after = measure(shorter.request());
			return after.certainlyTooLong() ? Flux.error(() -> refusal(after))
					: send(shorter).startWith(note(before, after, history));
		});
	}

	/**
	 * Try once more with what the provider says that fits, if that leaves something out.
	 */
	private Flux<ChatEvent> sendAgain(ChatCall refused, ProviderException failure) {
		return measured(refused.request())
			.flatMapMany((sent) -> this.filter.compress(this.call, limitAfter(sent, failure.promptSize()))
				.flatMapMany((history) -> {
					ChatCall shorter = with(history);
					PromptMeasure after = measure(shorter.request());
					return (after.tokens() < sent.tokens())
							? this.next.exchange(shorter).startWith(note(measure(this.call.request()), after, history))
							: Flux.error(failure);
				}));
	}

	private static long limitAfter(PromptMeasure sent, @Nullable PromptSize size) {
		return (size != null && size.limit() > 0) ? sent.messageLimitAfter(size) : sent.messageLimitAfterRefusal();
	}

	private ChatCall with(CompressedHistory history) {
		return this.call.withRequest(this.call.request().mutate().messages(history.messages()).build());
	}

	private ChatEvent note(PromptMeasure before, PromptMeasure after, CompressedHistory history) {
		return new ChatEvent.Note.Shortened(new CallTrace.Shortening(this.filter.route(), before.tokens(),
				after.tokens(), turnsDropped(history), history.summary()));
	}

	private int turnsDropped(CompressedHistory history) {
		return Math.max(userMessages(this.call.request().messages()) - userMessages(history.messages()), 0);
	}

	private static int userMessages(Iterable<Message> messages) {
		int count = 0;
		for (Message message : messages) {
			count += (message instanceof Message.User) ? 1 : 0;
		}
		return count;
	}

	private CallRefusedException refusal(PromptMeasure measure) {
		return new CallRefusedException(FailureKind.CONTEXT_WINDOW_EXCEEDED, this.filter.route(),
				"'messages' have " + measure.tokens() + " tokens even without their oldest turns, more than the "
						+ measure.limit() + " that fit beside the answer; shorten the system messages and the last "
						+ "turn, lower 'maxTokens' or use a model with a larger window");
	}

}
