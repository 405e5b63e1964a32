package io.llmresilience.ratelimit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import io.llmresilience.CallTrace.WaitReason;
import io.llmresilience.ChatEvent.ServerLimits;
import io.llmresilience.ProviderException.Extent;
import io.llmresilience.Usage;
import io.llmresilience.ratelimit.LimiterState.Booking;
import io.llmresilience.ratelimit.RateLimiter.Permit;

/**
 * A permit of a {@link LocalRateLimiter}.
 */
final class LocalPermit implements Permit {

	private final LocalRateLimiter limiter;

	private final Booking booking;

	private final long waited;

	private final WaitReason waitReason;

	private final AtomicBoolean ended = new AtomicBoolean();

	LocalPermit(LocalRateLimiter limiter, Booking booking, long waited, WaitReason waitReason) {
		this.limiter = limiter;
		this.booking = booking;
		this.waited = waited;
		this.waitReason = waitReason;
	}

	@Override
	public Duration waited() {
		return Duration.ofNanos(this.waited);
	}

	@Override
	public WaitReason waitReason() {
		return this.waitReason;
	}

	@Override
	public void settle(Usage actual) {
		if (end()) {
			Demand demand = this.booking.demand();
			Demand charge = (demand != Demand.NONE) ? this.limiter.counting().charge(demand, actual) : demand;
			this.limiter.update((state, now) -> state.settle(this.booking, charge, now).answered(this.booking, now));
		}
	}

	@Override
	public void refund() {
		end(Demand.NONE);
	}

	@Override
	public void keep() {
		end(this.booking.demand());
	}

	@Override
	public void throttled(@Nullable Duration retryAfter, Extent extent) {
		if (end()) {
			Throttling throttling = this.limiter.throttling(retryAfter, extent == Extent.PROVIDER);
			Demand charge = this.booking.demand().withoutTokens();
			this.limiter.update(
					(state, now) -> state.settle(this.booking, charge, now).throttled(this.booking, throttling, now));
		}
	}

	@Override
	public void learn(ServerLimits limits) {
		if (limits != ServerLimits.UNKNOWN && this.limiter.learns()) {
			this.limiter.update((state, now) -> state.learn(this.booking, limits, this.limiter.counting(), now));
		}
	}

	private void end(Demand charge) {
		if (end()) {
			this.limiter.update((state, now) -> state.settle(this.booking, charge, now));
		}
	}

	private boolean end() {
		return this.ended.compareAndSet(false, true);
	}

}
