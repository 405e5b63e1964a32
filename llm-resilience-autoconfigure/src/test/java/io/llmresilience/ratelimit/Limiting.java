package io.llmresilience.ratelimit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

import io.llmresilience.CallRefusedException;
import io.llmresilience.WatchedTimer;
import io.llmresilience.ratelimit.RateLimitSettings.Mode;
import io.llmresilience.ratelimit.RateLimiter.Permit;

/**
 * A limiter in virtual time and calls that want something of it.
 */
final class Limiting {

	static final String A = "openai/a";

	static final String B = "openai/b";

	static final Duration FOREVER = Duration.ofHours(10);

	final WatchedTimer timer = new WatchedTimer();

	final RateLimiters limiters;

	final RateLimiter limiter;

	Limiting(RateLimitSettings settings, Map<String, RateLimits> limits) {
		this.limiters = new RateLimiters(settings, limits, this.timer, () -> this.timer.now(TimeUnit.NANOSECONDS),
				this.timer, () -> 0);
		this.limiter = this.limiters.limiterFor(A, TokenCounting.AT_ADMISSION);
	}

	static Limiting of(RateLimits limits) {
		return new Limiting(settings(Duration.ofSeconds(30)), Map.of("openai", limits));
	}

	static RateLimitSettings settings(Duration maxWait) {
		return new RateLimitSettings(maxWait, 100_000, Duration.ofSeconds(5), true, Mode.ENFORCE);
	}

	Call call(Demand demand) {
		return call(this.limiter, demand, FOREVER);
	}

	Call call(RateLimiter limiter, Demand demand, Duration patience) {
		return call(limiter, demand, this.timer.instant(), patience);
	}

	Call call(RateLimiter limiter, Demand demand, Instant arrival, Duration patience) {
		Call call = new Call();
		call.subscription = limiter.acquire(demand, arrival, patience).subscribe((permit) -> {
			call.permit = permit;
			call.grantedAt = this.timer.instant();
		}, (failure) -> call.refusal = (CallRefusedException) failure);
		return call;
	}

	List<Call> calls(int count, Demand demand) {
		List<Call> calls = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			calls.add(call(demand));
		}
		return calls;
	}

	static long granted(List<Call> calls) {
		return calls.stream().filter((call) -> call.permit != null).count();
	}

	void pass(long millis) {
		this.timer.pass(millis);
	}

	RateLimitSnapshot snapshot(String name) {
		return this.limiters.snapshot()
			.stream()
			.filter((snapshot) -> snapshot.name().equals(name))
			.findFirst()
			.orElseThrow();
	}

	static final class Call {

		@Nullable Disposable subscription;

		@Nullable Permit permit;

		@Nullable Instant grantedAt;

		@Nullable CallRefusedException refusal;

		boolean granted() {
			return this.permit != null;
		}

		Permit permit() {
			if (this.permit == null) {
				throw new AssertionError("no permit, but " + this.refusal);
			}
			return this.permit;
		}

		CallRefusedException refusal() {
			if (this.refusal == null) {
				throw new AssertionError("not refused");
			}
			return this.refusal;
		}

		long grantedAtMillis() {
			return (this.grantedAt != null) ? this.grantedAt.toEpochMilli() : -1;
		}

		void cancel() {
			if (this.subscription != null) {
				this.subscription.dispose();
			}
		}

	}

}
