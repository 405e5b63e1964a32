package io.llmresilience.blocking;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingOperationError;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Remembers every blocking call on a thread that must not be blocked, since the error
 * that is thrown there may be swallowed by an event loop. Netty's own short waits for
 * memory that two of its threads share are not ours to judge, nor are OpenTelemetry's for
 * its queue of spans, nor is Spring Boot's first look for the tracer that gives
 * Prometheus its exemplars.
 */
public final class BlockingCalls implements BlockHoundIntegration {

	private static final String TRACER = "org.springframework.boot.micrometer.tracing.autoconfigure.prometheus."
			+ "PrometheusExemplarsAutoConfiguration$LazyTracingSpanContext";

	private static final Queue<BlockingOperationError> seen = new ConcurrentLinkedQueue<>();

	@Override
	public void applyTo(BlockHound.Builder builder) {
		builder.blockingMethodCallback((method) -> {
			BlockingOperationError error = new BlockingOperationError(method);
			seen.add(error);
			throw error;
		});
		builder.allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator", "allocate");
		builder.allowBlockingCallsInside("io.opentelemetry.sdk.trace.export.BatchSpanProcessor$Worker", "addSpan");
		for (String method : List.of("currentSpan", "isCurrentSpanSampled")) {
			builder.allowBlockingCallsInside(TRACER, method);
		}
	}

	/**
	 * Return what was seen, and forget it.
	 * @return the errors with the stack traces of the calls, oldest first
	 */
	static List<BlockingOperationError> drain() {
		List<BlockingOperationError> errors = new ArrayList<>();
		while (!seen.isEmpty()) {
			errors.add(seen.remove());
		}
		return errors;
	}

}
