package io.llmresilience.ratelimit;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatEvent.ServerLimits;
import io.llmresilience.ChatExchange;
import io.llmresilience.ChatRequest;
import io.llmresilience.ChatResponse;
import io.llmresilience.Content;
import io.llmresilience.FailureKind;
import io.llmresilience.FinishReason;
import io.llmresilience.Message;
import io.llmresilience.ProviderException;
import io.llmresilience.Usage;
import io.llmresilience.WatchedTimer;
import io.llmresilience.model.TokenEstimator;

/**
 * A provider's account with a continuous token bucket for requests and one for tokens, in
 * virtual time. Requests reach it after a while, and refusals come faster than answers.
 */
final class Account implements ChatExchange {

	private static final Duration WAY = Duration.ofMillis(20);

	private static final Duration ANSWER = Duration.ofMillis(800);

	private final WatchedTimer timer;

	private final long requestsPerMinute;

	private final long tokensPerMinute;

	private final double burst;

	private final boolean headers;

	private double requests;

	private double tokens;

	private long refilledAt;

	int answered;

	int refused;

	int refusedLately;

	Account(WatchedTimer timer, long requestsPerMinute, long tokensPerMinute, double burst, boolean headers) {
		this.timer = timer;
		this.requestsPerMinute = requestsPerMinute;
		this.tokensPerMinute = tokensPerMinute;
		this.burst = burst;
		this.headers = headers;
		this.requests = requestsPerMinute / 60.0 * burst;
		this.tokens = tokensPerMinute / 60.0 * burst;
	}

	@Override
	public Flux<ChatEvent> exchange(ChatCall call) {
		return Mono.delay(WAY, this.timer).flatMapMany((tick) -> arrived(call.request()));
	}

	private Flux<ChatEvent> arrived(ChatRequest request) {
		refill();
		long input = TokenEstimator.calibrating(1).estimate(request).weight() / 4;
		Integer maxTokens = request.output().maxTokens();
		long needed = input + ((maxTokens != null) ? maxTokens : 0);
		if (this.requests < 1 || this.tokens < needed) {
			this.refused++;
			this.refusedLately++;
			double wait = Math.max((1 - this.requests) / this.requestsPerMinute,
					(needed - this.tokens) / this.tokensPerMinute) * 60_000;
			return Flux.error(ProviderException.of(FailureKind.RATE_LIMITED, Limiting.A)
				.retryAfter(this.headers ? Duration.ofMillis((long) Math.ceil(wait)) : null)
				.limits(limits())
				.build());
		}
		this.requests--;
		this.tokens -= needed;
		ServerLimits limits = limits();
		return Mono.delay(ANSWER, this.timer)
			.flatMapMany((tick) -> Flux.just(new ChatEvent.Started(null, null, Usage.UNKNOWN, limits), answer(input)));
	}

	private ChatEvent answer(long input) {
		this.answered++;
		return new ChatEvent.Completed(
				ChatResponse.of(new Message.Assistant(List.of(new Content.Text("a"))), FinishReason.STOP, "stop",
						new Usage(input, 5L, null, null, null), new ChatResponse.Origin(Limiting.A, null, null)));
	}

	private ServerLimits limits() {
		return this.headers ? new ServerLimits(
				new ServerLimits.Bucket(this.requestsPerMinute, (long) Math.max(this.requests, 0), null),
				new ServerLimits.Bucket(this.tokensPerMinute, (long) Math.max(this.tokens, 0), null),
				ServerLimits.Bucket.UNKNOWN, ServerLimits.Bucket.UNKNOWN) : ServerLimits.UNKNOWN;
	}

	private void refill() {
		long now = this.timer.now(TimeUnit.NANOSECONDS);
		double seconds = (now - this.refilledAt) / 1e9;
		this.refilledAt = now;
		this.requests = Math.min(this.requests + seconds * this.requestsPerMinute / 60,
				this.requestsPerMinute / 60.0 * this.burst);
		this.tokens = Math.min(this.tokens + seconds * this.tokensPerMinute / 60,
				this.tokensPerMinute / 60.0 * this.burst);
	}

}
