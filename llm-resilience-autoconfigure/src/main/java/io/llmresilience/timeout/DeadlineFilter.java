package io.llmresilience.timeout;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

import io.llmresilience.CallRefusedException;
import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.ChatFilter;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;
import io.llmresilience.LlmException.Sent;

/**
 * Ends a call at its deadline, whatever it is doing.
 */
public final class DeadlineFilter implements ChatFilter {

	/**
	 * An attempt under way ends itself at the deadline, so that the call's trace has it.
	 */
	private static final Duration AFTER_ATTEMPT = Duration.ofMillis(50);

	private final InstantSource clock;

	private final Scheduler timer;

	/**
	 * Create the filter.
	 * @param clock tells the time
	 * @param timer where timers run
	 */
	public DeadlineFilter(InstantSource clock, Scheduler timer) {
		this.clock = Objects.requireNonNull(clock, "'clock' must not be null");
		this.timer = Objects.requireNonNull(timer, "'timer' must not be null");
	}

	@Override
	public Flux<ChatEvent> filter(ChatCall call, ChatExchange next) {
		return Flux.defer(() -> {
			Duration left = call.remaining(this.clock.instant());
			if (left.isZero() || left.isNegative()) {
				return Flux.error(failure(call, null, Sent.NO));
			}
			return new TimeLimitedFlux(next.exchange(call), TimeLimits.ofTotal(left.plus(AFTER_ATTEMPT)), this.timer,
					(expiry, requestId) -> failure(call, null, Sent.UNKNOWN));
		});
	}

	static LlmException failure(ChatCall call, @Nullable String route, Sent sent) {
		Duration allowed = Duration.between(call.arrival(), call.deadline());
		return new CallRefusedException(FailureKind.DEADLINE, route,
				"call not finished within its deadline of " + TimeoutFilter.seconds(allowed)
						+ "; allow more with 'llm.resilience.chat.timeout' or the request's timeout",
				sent, null);
	}

}
