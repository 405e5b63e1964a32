package io.llmresilience.timeout;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatCall.InterruptionMode;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.ChatFilter;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;
import io.llmresilience.LlmException.Sent;
import io.llmresilience.ProviderException;
import io.llmresilience.timeout.TimeLimits.Expiry;

/**
 * Limits one attempt: its first token, the time between two, and the whole of it, which
 * the call's deadline may cut short. Limits are measured on decoded content, so that
 * pings and comments do not count, and only while the consumer has asked for more.
 */
public final class TimeoutFilter implements ChatFilter {

	private final String route;

	private final TimeoutSettings settings;

	private final InstantSource clock;

	private final Scheduler timer;

	/**
	 * Create the filter of one route.
	 * @param route the route, {@code provider/model}
	 * @param settings the route's limits
	 * @param clock tells the time
	 * @param timer where timers run
	 */
	public TimeoutFilter(String route, TimeoutSettings settings, InstantSource clock, Scheduler timer) {
		this.route = Objects.requireNonNull(route, "'route' must not be null");
		this.settings = Objects.requireNonNull(settings, "'settings' must not be null");
		this.clock = Objects.requireNonNull(clock, "'clock' must not be null");
		this.timer = Objects.requireNonNull(timer, "'timer' must not be null");
	}

	@Override
	public Flux<ChatEvent> filter(ChatCall call, ChatExchange next) {
		Instant now = this.clock.instant();
		TimeoutSettings settings = share(call, this.settings.with(call.request().handling().timeouts()), now);
		TimeLimits limits = call.streamed() ? TimeLimits.ofStream(settings) : TimeLimits.ofTotal(settings.attempt());
		Duration left = Duration.between(now, call.deadline());
		boolean deadlineIsFirst = left.compareTo(settings.attempt()) < 0;
		return new TimeLimitedFlux(next.exchange(call), deadlineIsFirst ? limits.withTotal(left) : limits, this.timer,
				(expiry, requestId) -> (deadlineIsFirst && expiry == Expiry.TOTAL)
						? DeadlineFilter.failure(call, this.route, Sent.UNKNOWN)
						: failure(expiry, settings, requestId));
	}

	/**
	 * Keep within the route's share of the time. A stream that delivers content is not
	 * cut by it, since no other route could take over.
	 */
	private static TimeoutSettings share(ChatCall call, TimeoutSettings settings, Instant now) {
		if (!call.end().isBefore(call.deadline())) {
			return settings;
		}
		Duration share = Duration.between(now, call.end());
		boolean visible = call.streamed() && call.onInterruption() != InterruptionMode.BUFFER;
		return visible ? settings.withFirstTokenWithin(share) : settings.withAttemptWithin(share);
	}

	private LlmException failure(Expiry expiry, TimeoutSettings settings, @Nullable String requestId) {
		return ProviderException.of(FailureKind.TIMEOUT, this.route)
			.reason(reason(expiry, settings))
			.requestId(requestId)
			.sent((expiry == Expiry.IDLE) ? Sent.YES : Sent.UNKNOWN)
			.build();
	}

	private static String reason(Expiry expiry, TimeoutSettings settings) {
		return switch (expiry) {
			case FIRST_CONTENT -> "no first token within " + seconds(settings.firstToken());
			case IDLE -> "no further token within " + seconds(settings.idle());
			default -> "attempt not finished within " + seconds(settings.attempt());
		};
	}

	static String seconds(Duration duration) {
		return (duration.toMillis() % 1000 == 0) ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
	}

}
