package io.llmresilience.provider;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.test.publisher.TestPublisher;

import io.llmresilience.CallTrace.WaitReason;
import io.llmresilience.ChatEvent.ServerLimits;
import io.llmresilience.ProviderException.Extent;
import io.llmresilience.Usage;
import io.llmresilience.ratelimit.Demand;
import io.llmresilience.ratelimit.RateLimiter;

/**
 * Gives permits when it is told to, and writes down what becomes of them.
 */
final class RecordingLimiter implements RateLimiter, RateLimiter.Permit {

	final List<Ask> asks = new CopyOnWriteArrayList<>();

	final List<String> ends = new CopyOnWriteArrayList<>();

	final List<ServerLimits> lessons = new CopyOnWriteArrayList<>();

	final TestPublisher<Permit> permits = TestPublisher.create();

	private volatile boolean waits;

	/**
	 * Let everybody wait for {@link #permits}.
	 */
	RecordingLimiter waiting() {
		this.waits = true;
		return this;
	}

	@Override
	public Mono<Permit> acquire(Demand demand, Instant arrival, Duration patience) {
		return Mono.defer(() -> {
			this.asks.add(new Ask(demand, arrival, patience));
			return this.waits ? this.permits.mono() : Mono.just(this);
		});
	}

	@Override
	public Duration waited() {
		return Duration.ZERO;
	}

	@Override
	public WaitReason waitReason() {
		return WaitReason.NONE;
	}

	@Override
	public void settle(Usage actual) {
		this.ends.add("settle" + ((actual == Usage.UNKNOWN) ? "" : " " + actual));
	}

	@Override
	public void refund() {
		this.ends.add("refund");
	}

	@Override
	public void keep() {
		this.ends.add("keep");
	}

	@Override
	public void throttled(@Nullable Duration retryAfter, Extent extent) {
		this.ends.add("throttled " + retryAfter + " " + extent);
	}

	@Override
	public void learn(ServerLimits limits) {
		this.lessons.add(limits);
	}

	record Ask(Demand demand, Instant arrival, Duration patience) {

	}

}
