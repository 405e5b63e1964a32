package io.llmresilience.observation;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.llmresilience.FailureKind;
import io.llmresilience.observation.CallWatcher.Outcome;

/**
 * What is known of a user's call while it is observed. Never holds content.
 */
public class CallObservationContext extends LeanContext {

	private final Map<String, String> labels;

	private @Nullable String route;

	private @Nullable Outcome outcome;

	private @Nullable FailureKind failure;

	private int attempts;

	private long nanos;

	/**
	 * Create the context of a call that begins.
	 * @param labels the labels of the request that the configuration allows
	 */
	public CallObservationContext(Map<String, String> labels) {
		this.labels = labels;
	}

	/**
	 * Return the labels of the request that the configuration allows.
	 * @return their values by name, {@code none} for those that the request has not and
	 * {@code other} for values beyond the allowed number
	 */
	public Map<String, String> labels() {
		return this.labels;
	}

	/**
	 * Return the route that answered, or whose failure the caller got.
	 * @return {@code provider/model}, {@code null} while that is open or if there was
	 * none
	 */
	public @Nullable String route() {
		return this.route;
	}

	/**
	 * Return how the call ended.
	 * @return the outcome, {@code null} while that is open
	 */
	public @Nullable Outcome outcome() {
		return this.outcome;
	}

	/**
	 * Return how the call failed.
	 * @return the kind, {@code null} if it has not
	 */
	public @Nullable FailureKind failure() {
		return this.failure;
	}

	/**
	 * Return how many attempts have ended.
	 * @return attempts on all routes together
	 */
	public int attempts() {
		return this.attempts;
	}

	/**
	 * Return how long the call took.
	 * @return nanoseconds, 0 while it goes on
	 */
	public long nanos() {
		return this.nanos;
	}

	void attemptEnded() {
		this.attempts++;
	}

	void ended(Outcome outcome, @Nullable String route, @Nullable FailureKind failure, long nanos) {
		this.outcome = outcome;
		this.route = route;
		this.failure = failure;
		this.nanos = nanos;
	}

}
