package io.llmresilience.observation;

import org.jspecify.annotations.Nullable;

import io.llmresilience.ChatResponse;
import io.llmresilience.FailureKind;
import io.llmresilience.FinishReason;
import io.llmresilience.Usage;
import io.llmresilience.observation.CallWatcher.Outcome;

/**
 * What is known of one attempt while it is observed. Never holds content.
 */
public class AttemptObservationContext extends LeanContext {

	/**
	 * What there is not, of times.
	 */
	static final long NEVER = -1;

	private final Model asked;

	private @Nullable Outcome outcome;

	private @Nullable FailureKind failure;

	private ChatResponse.@Nullable Origin origin;

	private @Nullable FinishReason finishReason;

	private Usage usage = Usage.UNKNOWN;

	private long nanos;

	private long nanosToFirstChunk = NEVER;

	/**
	 * Create the context of an attempt that begins.
	 * @param provider the provider's name in the configuration
	 * @param model the model's name in the configuration
	 */
	public AttemptObservationContext(String provider, String model) {
		this(new Model(provider, model));
	}

	AttemptObservationContext(Model asked) {
		this.asked = asked;
	}

	/**
	 * Return the provider.
	 * @return its name in the configuration
	 */
	public String provider() {
		return this.asked.provider();
	}

	/**
	 * Return the model that is asked.
	 * @return its name in the configuration
	 */
	public String model() {
		return this.asked.name();
	}

	/**
	 * Return how the attempt ended.
	 * @return the outcome, {@code null} while that is open
	 */
	public @Nullable Outcome outcome() {
		return this.outcome;
	}

	/**
	 * Return how the attempt failed.
	 * @return the kind, {@code null} if it has not
	 */
	public @Nullable FailureKind failure() {
		return this.failure;
	}

	/**
	 * Return the name by which the provider served the model: many values, and not ours
	 * to bound.
	 * @return the name, {@code null} if the provider gave none
	 */
	public @Nullable String servedModel() {
		return (this.origin != null) ? this.origin.model() : null;
	}

	/**
	 * Return the provider's id of the exchange, for its support.
	 * @return the id, {@code null} if there was no answer or the provider gave none
	 */
	public @Nullable String requestId() {
		return (this.origin != null) ? this.origin.requestId() : null;
	}

	/**
	 * Return why the answer ended.
	 * @return the reason, {@code null} if there was no answer
	 */
	public @Nullable FinishReason finishReason() {
		return this.finishReason;
	}

	/**
	 * Return the tokens of the answer.
	 * @return the usage, {@link Usage#UNKNOWN} if there was no answer
	 */
	public Usage usage() {
		return this.usage;
	}

	/**
	 * Return how long the attempt took, the wait for its rate limit left out.
	 * @return nanoseconds, 0 while it goes on
	 */
	public long nanos() {
		return this.nanos;
	}

	/**
	 * Return how long a streamed attempt took until its first content.
	 * @return nanoseconds, negative if there was none or nothing was streamed
	 */
	public long nanosToFirstChunk() {
		return this.nanosToFirstChunk;
	}

	void firstChunkAfter(long nanos) {
		this.nanosToFirstChunk = nanos;
	}

	void answered(ChatResponse response) {
		this.origin = response.origin();
		this.finishReason = response.finishReason();
		this.usage = response.usage();
	}

	void ended(Outcome outcome, @Nullable FailureKind failure, long nanos) {
		this.outcome = outcome;
		this.failure = failure;
		this.nanos = nanos;
	}

	Model asked() {
		return this.asked;
	}

	/**
	 * Who is asked, the same object for all attempts on a route.
	 *
	 * @param provider the provider's name in the configuration
	 * @param name the model's name in the configuration
	 */
	record Model(String provider, String name) {

		static Model of(String route) {
			int slash = route.indexOf('/');
			return new Model(route.substring(0, Math.max(slash, 0)), route.substring(slash + 1));
		}

	}

}
