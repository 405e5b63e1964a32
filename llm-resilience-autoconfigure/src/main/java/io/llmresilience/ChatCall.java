package io.llmresilience;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * What a filter needs to know of one call; made once per subscription and narrowed by
 * copies on the way in.
 *
 * @param request what the caller asked
 * @param arrival when the caller subscribed
 * @param deadline when the caller stops waiting; no wait is begun that ends later
 * @param wire whether the provider is asked for one whole body or for a stream
 * @param onInterruption what happens when a stream breaks after content was delivered
 */
public record ChatCall(ChatRequest request, Instant arrival, Instant deadline, Wire wire,
		InterruptionMode onInterruption) {

	public ChatCall {
		Objects.requireNonNull(request, "'request' must not be null");
		Objects.requireNonNull(arrival, "'arrival' must not be null");
		Objects.requireNonNull(deadline, "'deadline' must not be null");
		Objects.requireNonNull(wire, "'wire' must not be null");
		Objects.requireNonNull(onInterruption, "'onInterruption' must not be null");
	}

	/**
	 * Return whether the provider is asked for a stream.
	 * @return {@code true} for a stream, {@code false} for one whole body
	 */
	public boolean streamed() {
		return this.wire == Wire.STREAMED;
	}

	/**
	 * Return what is left of the deadline.
	 * @param now the present instant
	 * @return the time left, zero or negative once the deadline has passed
	 */
	public Duration remaining(Instant now) {
		return Duration.between(now, this.deadline);
	}

	/**
	 * Return a copy that asks something else.
	 * @param request the new request
	 * @return the copy
	 */
	public ChatCall withRequest(ChatRequest request) {
		return new ChatCall(request, this.arrival, this.deadline, this.wire, this.onInterruption);
	}

	/**
	 * How the answer travels.
	 */
	public enum Wire {

		/**
		 * One JSON body.
		 */
		WHOLE,

		/**
		 * Server-sent events.
		 */
		STREAMED

	}

	/**
	 * What happens when a stream breaks after content was delivered.
	 */
	public enum InterruptionMode {

		/**
		 * The stream ends with an error that carries the text so far.
		 */
		FAIL,

		/**
		 * Nothing is delivered until the answer is complete, so every failure before
		 * stays invisible. The price is that no token arrives early.
		 */
		BUFFER

	}

}
