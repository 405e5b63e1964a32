package io.llmresilience.ratelimit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.llmresilience.CallRefusedException;
import io.llmresilience.CallTrace.WaitReason;
import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.ChatFilter;
import io.llmresilience.FailureKind;
import io.llmresilience.Usage;
import io.llmresilience.model.Average;
import io.llmresilience.model.TokenEstimate;
import io.llmresilience.model.TokenEstimator;
import io.llmresilience.ratelimit.RateLimiter.Permit;

/**
 * Lets every attempt of a call through when its provider allows it, without holding a
 * thread, and gives the permit back before the end of the attempt is passed on.
 */
public final class RateLimitFilter implements ChatFilter {

	/** What is reserved for an answer whose length nobody has limited. */
	private static final int UNLIMITED_ANSWER = 1024;

	private final RateLimiter limiter;

	private final TokenCounting counting;

	private final TokenEstimator estimator;

	private final InstantSource clock;

	private final AtomicReference<@Nullable Average> output = new AtomicReference<>();

	/**
	 * Create the filter of one route.
	 * @param limiter the route's limiter
	 * @param counting how the route's provider counts tokens
	 * @param estimator estimates the route's prompts
	 * @param clock tells the time
	 */
	public RateLimitFilter(RateLimiter limiter, TokenCounting counting, TokenEstimator estimator, InstantSource clock) {
		this.limiter = Objects.requireNonNull(limiter, "'limiter' must not be null");
		this.counting = Objects.requireNonNull(counting, "'counting' must not be null");
		this.estimator = Objects.requireNonNull(estimator, "'estimator' must not be null");
		this.clock = Objects.requireNonNull(clock, "'clock' must not be null");
	}

	@Override
	public Flux<ChatEvent> filter(ChatCall call, ChatExchange next) {
		return Flux.defer(() -> {
			TokenEstimate estimate = this.estimator.estimate(call.request());
			Instant since = this.clock.instant();
			return acquire(call, estimate)
				.onErrorResume(RateLimitFilter::isTooLarge, (refusal) -> acquireCounted(call, estimate, refusal))
				.map((permit) -> attempt(call, next, permit, estimate))
				.onErrorResume((refusal) -> Mono.just(refused(refusal, since)))
				.flatMapMany((events) -> events);
		});
	}

	/**
	 * Tell how long a call waited in vain. Being refused at once takes no millisecond.
	 */
	private Flux<ChatEvent> refused(Throwable refusal, Instant since) {
		Duration waited = Duration.between(since, this.clock.instant()).truncatedTo(ChronoUnit.MILLIS);
		return waited(waited, WaitReason.LIMITER, Flux.error(refusal));
	}

	private static Flux<ChatEvent> waited(Duration duration, WaitReason reason, Flux<ChatEvent> events) {
		return duration.isZero() ? events : events.startWith(new ChatEvent.Note.Waiting(duration, reason));
	}

	private Mono<Permit> acquire(ChatCall call, TokenEstimate estimate) {
		Duration remaining = call.remaining(this.clock.instant());
		Duration patience = call.hop().patience();
		return this.limiter.acquire(demand(call, estimate), call.arrival(),
				(patience.compareTo(remaining) < 0) ? patience : remaining);
	}

	/**
	 * No estimate alone makes a call too large.
	 */
	private Mono<Permit> acquireCounted(ChatCall call, TokenEstimate estimate, Throwable refusal) {
		return this.estimator.count(call.request(), estimate)
			.switchIfEmpty(Mono.error(refusal))
			.flatMap((counted) -> acquire(call, counted));
	}

	private static boolean isTooLarge(Throwable failure) {
		return failure instanceof CallRefusedException refusal && refusal.kind() == FailureKind.REQUEST_TOO_LARGE;
	}

	private Demand demand(ChatCall call, TokenEstimate estimate) {
		Integer asked = call.request().output().maxTokens();
		int maxTokens = (asked != null) ? asked : UNLIMITED_ANSWER;
		Average output = this.output.get();
		long expected = (output != null) ? (long) Math.ceil(output.safe()) : maxTokens;
		return this.counting.demand(estimate.tokens(), maxTokens, expected);
	}

	private Flux<ChatEvent> attempt(ChatCall call, ChatExchange next, Permit permit, TokenEstimate estimate) {
		Settlement settlement = new Settlement(permit, this, estimate);
		Flux<ChatEvent> events = Flux.defer(() -> {
			settlement.begun();
			return next.exchange(call);
		});
		return waited(permit.waited(), permit.waitReason(), events).doOnNext(settlement::passed)
			.doOnError(settlement::failed)
			.doOnComplete(settlement::ended)
			.doOnCancel(settlement::cancelled);
	}

	void observed(TokenEstimate estimate, Usage usage) {
		Long input = usage.inputTokens();
		if (input != null) {
			this.estimator.observed(estimate, input);
		}
		Long produced = usage.outputTokens();
		if (produced != null) {
			this.output.updateAndGet(
					(average) -> (average != null) ? average.with(produced) : new Average(produced, produced / 2.0));
		}
	}

}
