package io.llmresilience;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
 * @param hop what the route that is being tried may do
 */
public record ChatCall(ChatRequest request, Instant arrival, Instant deadline, Wire wire,
		InterruptionMode onInterruption, Hop hop) {

	public ChatCall {
		Objects.requireNonNull(request, "'request' must not be null");
		Objects.requireNonNull(arrival, "'arrival' must not be null");
		Objects.requireNonNull(deadline, "'deadline' must not be null");
		Objects.requireNonNull(wire, "'wire' must not be null");
		Objects.requireNonNull(onInterruption, "'onInterruption' must not be null");
		Objects.requireNonNull(hop, "'hop' must not be null");
	}

	/**
	 * Create a call whose route may use all of it.
	 * @param request what the caller asked
	 * @param arrival when the caller subscribed
	 * @param deadline when the caller stops waiting
	 * @param wire whether the provider is asked for one whole body or for a stream
	 * @param onInterruption what happens when a stream breaks after content was delivered
	 */
	public ChatCall(ChatRequest request, Instant arrival, Instant deadline, Wire wire,
			InterruptionMode onInterruption) {
		this(request, arrival, deadline, wire, onInterruption, Hop.LAST);
	}

	/**
	 * Return whether the provider is asked for a stream.
	 * @return {@code true} for a stream, {@code false} for one whole body
	 */
	public boolean streamed() {
		return this.wire == Wire.STREAMED;
	}

	/**
	 * Return when the present route has to be done.
	 * @return the deadline, or the end of the route's share if that is earlier
	 */
	public Instant end() {
		return this.hop.until().isBefore(this.deadline) ? this.hop.until() : this.deadline;
	}

	/**
	 * Return what is left for the present route.
	 * @param now the present instant
	 * @return the time left, zero or negative once it has passed
	 */
	public Duration remaining(Instant now) {
		return Duration.between(now, end());
	}

	/**
	 * Return whether the answer may begin anew after an event has been delivered.
	 * @param event what the caller got to see
	 * @return whether a repetition is allowed: before content always, after it only where
	 * a {@link ChatEvent.Restarted} precedes the new content, after a tool call never
	 */
	public boolean mayBeginAnewAfter(ChatEvent event) {
		return !event.isContent()
				|| (this.onInterruption == InterruptionMode.RESTART && !(event instanceof ChatEvent.ToolCall));
	}

	/**
	 * Return a copy that asks something else.
	 * @param request the new request
	 * @return the copy
	 */
	public ChatCall withRequest(ChatRequest request) {
		return new ChatCall(request, this.arrival, this.deadline, this.wire, this.onInterruption, this.hop);
	}

	/**
	 * Return a copy for another route.
	 * @param hop what that route may do
	 * @return the copy
	 */
	public ChatCall withHop(Hop hop) {
		return new ChatCall(this.request, this.arrival, this.deadline, this.wire, this.onInterruption, hop);
	}

	/**
	 * What one route may do while others are left.
	 *
	 * @param maxAttempts the most attempts, besides the limit of the retry rules
	 * @param patience the longest wait of any kind
	 * @param until when the route's share of the time ends, {@link Instant#MAX} if it has
	 * all of it
	 */
	public record Hop(int maxAttempts, Duration patience, Instant until) {

		/**
		 * No other route is left, so this one may do all that its rules allow.
		 */
		public static final Hop LAST = new Hop(Integer.MAX_VALUE, ChronoUnit.FOREVER.getDuration(), Instant.MAX);

		public Hop {
			if (maxAttempts < 1) {
				throw new IllegalArgumentException("'maxAttempts' must be at least 1, but is " + maxAttempts);
			}
			Objects.requireNonNull(patience, "'patience' must not be null");
			Objects.requireNonNull(until, "'until' must not be null");
		}

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
		 * The answer begins anew: a {@link ChatEvent.Restarted} tells the consumer to
		 * drop what it has, then a full answer follows. Once a tool call was delivered,
		 * the stream ends as with {@link #FAIL}.
		 */
		RESTART,

		/**
		 * Nothing is delivered until the answer is complete, so every failure before
		 * stays invisible. The price is that no token arrives early.
		 */
		BUFFER

	}

}
