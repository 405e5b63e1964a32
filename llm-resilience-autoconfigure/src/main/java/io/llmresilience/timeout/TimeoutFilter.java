package io.llmresilience.timeout;

import java.time.Duration;
import java.util.Objects;

import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.ChatFilter;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;
import io.llmresilience.LlmException.Sent;
import io.llmresilience.ProviderException;
import io.llmresilience.timeout.TimeLimits.Expiry;

/**
 * Limits one attempt: its first token, the time between two, and the whole of it. Limits
 * are measured on decoded content, so that pings and comments do not count, and only
 * while the consumer has asked for more.
 */
public final class TimeoutFilter implements ChatFilter {

	private final String route;

	private final TimeoutSettings settings;

	private final Scheduler timer;

	/**
	 * Create the filter of one route.
	 * @param route the route, {@code provider/model}
	 * @param settings the route's limits
	 * @param timer where timers run
	 */
	public TimeoutFilter(String route, TimeoutSettings settings, Scheduler timer) {
		this.route = Objects.requireNonNull(route, "'route' must not be null");
		this.settings = Objects.requireNonNull(settings, "'settings' must not be null");
		this.timer = Objects.requireNonNull(timer, "'timer' must not be null");
	}

	@Override
	public Flux<ChatEvent> filter(ChatCall call, ChatExchange next) {
		TimeoutSettings settings = this.settings.with(call.request().handling().timeouts());
		TimeLimits limits = call.streamed() ? TimeLimits.ofStream(settings) : TimeLimits.ofTotal(settings.attempt());
		return new TimeLimitedFlux(next.exchange(call), limits, this.timer, (expiry) -> failure(expiry, settings));
	}

	private LlmException failure(Expiry expiry, TimeoutSettings settings) {
		return ProviderException.of(FailureKind.TIMEOUT, this.route)
			.reason(reason(expiry, settings))
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
