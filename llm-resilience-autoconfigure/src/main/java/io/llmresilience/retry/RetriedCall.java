package io.llmresilience.retry;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

import io.llmresilience.CallTrace.WaitReason;
import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;
import io.llmresilience.Route;

/**
 * One call on one route: its attempts, the waits between them and the notes about both.
 */
final class RetriedCall {

	private static final Logger logger = LoggerFactory.getLogger(RetryFilter.class);

	private final String route;

	private final ChatCall call;

	private final RetryExecution execution;

	private final RateLimitWaits rateLimitWaits;

	private final Supplier<Route.Availability> availability;

	private final InstantSource clock;

	private int attempt;

	private Instant attemptStarted = Instant.MIN;

	private boolean beyondRepeat;

	private ReactiveRetryTemplate.@Nullable Pause pause;

	private @Nullable Throwable failure;

	private @Nullable LlmException rateLimit;

	RetriedCall(String route, ChatCall call, RetryExecution execution, RateLimitWaits rateLimitWaits,
			Supplier<Route.Availability> availability, InstantSource clock) {
		this.route = route;
		this.call = call;
		this.execution = execution;
		this.rateLimitWaits = rateLimitWaits;
		this.availability = availability;
		this.clock = clock;
	}

	Flux<ChatEvent> over(ChatExchange next) {
		return Flux.defer(() -> attempt(next))
			.map(this::passed)
			.onErrorResume(this::failed)
			.retryWhen(Retry.from((failures) -> failures.concatMap((signal) -> afterPause(signal.failure()))))
			.doOnTerminate(this::close)
			.doOnCancel(this::close);
	}

	private Flux<ChatEvent> attempt(ChatExchange next) {
		this.attempt++;
		this.failure = null;
		this.attemptStarted = this.clock.instant();
		return next.exchange(this.call);
	}

	private ChatEvent passed(ChatEvent event) {
		if (!this.call.mayBeginAnewAfter(event)) {
			this.beyondRepeat = true;
		}
		else if (event instanceof ChatEvent.Note.Waiting waiting) {
			this.attemptStarted = this.attemptStarted.plus(waiting.duration());
		}
		else if (event instanceof ChatEvent.Completed completed) {
			this.execution.succeeded(completed.response());
			return completed.with(ended(null));
		}
		return event;
	}

	private Publisher<ChatEvent> failed(Throwable failure) {
		this.pause = next(failure);
		this.failure = failure;
		List<ChatEvent> notes = new ArrayList<>(2);
		FailureKind kind = (failure instanceof LlmException llm) ? llm.kind() : FailureKind.UNKNOWN;
		notes.add(ended(kind));
		if (this.pause != null) {
			logger.debug("Attempt {} on {} failed with {}; next attempt in {}", this.attempt, this.route, kind,
					this.pause.length());
			if (this.pause != ReactiveRetryTemplate.Pause.NONE) {
				notes.add(new ChatEvent.Note.Waiting(this.pause.length(), reason(failure)));
			}
		}
		return Flux.concat(Flux.fromIterable(notes), Flux.error(outcome(failure)));
	}

	private ReactiveRetryTemplate.@Nullable Pause next(Throwable failure) {
		boolean last = this.beyondRepeat || this.attempt >= this.call.hop().maxAttempts();
		if (!this.execution.failed(failure, last || hintIsTooLong(failure))) {
			return null;
		}
		if (this.rateLimitWaits == RateLimitWaits.LIMITER && rateLimited(failure) != null) {
			return ReactiveRetryTemplate.Pause.NONE;
		}
		ReactiveRetryTemplate.Pause pause = this.execution.pause();
		return (isBearable(pause.length(), hint(failure)) && !isShutAfter(pause.length())) ? pause : null;
	}

	/**
	 * Return whether another attempt would only find that the circuit is still open, or
	 * the route still paused.
	 */
	private boolean isShutAfter(Duration pause) {
		Route.Availability route = this.availability.get();
		boolean shut = route.state() == Route.State.CIRCUIT_OPEN || route.state() == Route.State.PAUSED;
		return shut && (route.until() == null || this.clock.instant().plus(pause).isBefore(route.until()));
	}

	/**
	 * A hint has been held against patience by itself, so that its jitter is not.
	 */
	private boolean isBearable(Duration pause, @Nullable Duration hint) {
		Duration jitter = (hint != null) ? hint.dividedBy(10) : Duration.ZERO;
		return pause.compareTo(this.call.remaining(this.clock.instant())) < 0
				&& pause.minus(jitter).compareTo(this.call.hop().patience()) <= 0;
	}

	private static @Nullable LlmException rateLimited(Throwable failure) {
		return (failure instanceof LlmException llm && llm.kind() == FailureKind.RATE_LIMITED) ? llm : null;
	}

	/**
	 * Find what to tell the caller. Where the limiter cannot wait for what the provider
	 * asked, that is the provider's own refusal.
	 */
	private Throwable outcome(Throwable failure) {
		LlmException before = this.rateLimit;
		this.rateLimit = rateLimited(failure);
		if (before != null && failure instanceof LlmException refusal
				&& refusal.kind() == FailureKind.RATE_LIMIT_WAIT) {
			before.addSuppressed(refusal);
			return before;
		}
		return failure;
	}

	private boolean hintIsTooLong(Throwable failure) {
		Duration hint = hint(failure);
		return hint != null && (hint.compareTo(this.call.remaining(this.clock.instant())) >= 0
				|| hint.compareTo(this.call.hop().patience()) > 0);
	}

	private static @Nullable Duration hint(Throwable failure) {
		return (failure instanceof LlmException llm) ? llm.retryAfter() : null;
	}

	private Mono<?> afterPause(Throwable failure) {
		return (this.pause != null) ? this.pause.elapsed() : Mono.error(failure);
	}

	private void close() {
		this.execution.close(this.failure);
	}

	private ChatEvent.Note ended(@Nullable FailureKind failure) {
		return new ChatEvent.Note.AttemptEnded(this.route, this.attempt, failure,
				Duration.between(this.attemptStarted, this.clock.instant()));
	}

	private static WaitReason reason(Throwable failure) {
		return (hint(failure) != null) ? WaitReason.HINT : WaitReason.BACKOFF;
	}

}
