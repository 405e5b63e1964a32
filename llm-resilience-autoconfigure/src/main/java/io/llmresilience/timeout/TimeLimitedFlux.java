package io.llmresilience.timeout;

import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.scheduler.Scheduler;

import io.llmresilience.ChatEvent;
import io.llmresilience.LlmException;

/**
 * Ends a stream of events with a failure when it takes longer than its limits.
 */
final class TimeLimitedFlux extends FluxOperator<ChatEvent, ChatEvent> {

	private final TimeLimits limits;

	private final Scheduler timer;

	private final BiFunction<TimeLimits.Expiry, @Nullable String, LlmException> failure;

	TimeLimitedFlux(Flux<ChatEvent> source, TimeLimits limits, Scheduler timer,
			BiFunction<TimeLimits.Expiry, @Nullable String, LlmException> failure) {
		super(source);
		this.limits = limits;
		this.timer = timer;
		this.failure = failure;
	}

	@Override
	public void subscribe(CoreSubscriber<? super ChatEvent> actual) {
		this.source.subscribe(new TimeLimitedSubscriber(actual, this.limits, this.timer, this.failure));
	}

}
