package io.llmresilience;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A complete answer and what is known of how it came about. Immutable; {@code toString}
 * shows sizes, never content.
 *
 * @param message what the model said, ready to be sent back in the next request
 * @param finishReason why the model stopped
 * @param providerFinishReason the provider's own word for it, {@code null} if it gave
 * none
 * @param usage the tokens that the provider counted
 * @param origin who answered
 * @param cost what the call cost in USD over all attempts, {@code null} if unknown
 * @param trace what was tried
 */
public record ChatResponse(Message.Assistant message, FinishReason finishReason, @Nullable String providerFinishReason,
		Usage usage, Origin origin, @Nullable BigDecimal cost, CallTrace trace) {

	public ChatResponse {
		Objects.requireNonNull(message, "'message' must not be null");
		Objects.requireNonNull(finishReason, "'finishReason' must not be null");
		Objects.requireNonNull(usage, "'usage' must not be null");
		Objects.requireNonNull(origin, "'origin' must not be null");
		Objects.requireNonNull(trace, "'trace' must not be null");
	}

	/**
	 * Create the answer of one attempt; cost and trace come later.
	 * @param message what the model said
	 * @param finishReason why the model stopped
	 * @param providerFinishReason the provider's own word for it
	 * @param usage the tokens that the provider counted
	 * @param origin who answered
	 * @return the answer
	 */
	public static ChatResponse of(Message.Assistant message, FinishReason finishReason,
			@Nullable String providerFinishReason, Usage usage, Origin origin) {
		return new ChatResponse(message, finishReason, providerFinishReason, usage, origin, null, CallTrace.EMPTY);
	}

	/**
	 * Return the answer's text without reasoning.
	 * @return the text, empty if the model only called tools or said nothing
	 */
	public String text() {
		return this.message.text();
	}

	/**
	 * Return the model's reasoning in words.
	 * @return the reasoning, empty if there is none or the provider keeps it to itself
	 */
	public String reasoning() {
		StringBuilder reasoning = new StringBuilder();
		for (Content piece : this.message.content()) {
			if (piece instanceof Content.Reasoning part) {
				reasoning.append(part.text());
			}
		}
		return reasoning.toString();
	}

	/**
	 * Return the tools that the model wants called.
	 * @return the calls in the model's order, empty if there is none
	 */
	public List<Content.ToolCall> toolCalls() {
		return this.message.toolCalls();
	}

	/**
	 * Return a copy with another trace, and with the cost that it tells.
	 * @param trace the trace
	 * @return the copy
	 */
	public ChatResponse withTrace(CallTrace trace) {
		return new ChatResponse(this.message, this.finishReason, this.providerFinishReason, this.usage, this.origin,
				trace.cost(), trace);
	}

	@Override
	public String toString() {
		return "ChatResponse[" + this.origin + ", " + this.message + ", " + this.finishReason + ", " + this.usage
				+ ", attempts=" + this.trace.attemptsMade() + "]";
	}

	/**
	 * Who answered.
	 *
	 * @param route the configured route, {@code provider/model}
	 * @param model the model's name as the provider gave it, often dated; {@code null} if
	 * it gave none
	 * @param requestId the provider's id of the exchange, for its support; {@code null}
	 * if it gave none
	 * @param service how it was served
	 */
	public record Origin(String route, @Nullable String model, @Nullable String requestId, Service service) {

		public Origin {
			Objects.requireNonNull(route, "'route' must not be null");
			Objects.requireNonNull(service, "'service' must not be null");
		}

		/**
		 * Create the origin of an answer whose provider did not say how it was served.
		 * @param route the configured route, {@code provider/model}
		 * @param model the model's name as the provider gave it
		 * @param requestId the provider's id of the exchange
		 */
		public Origin(String route, @Nullable String model, @Nullable String requestId) {
			this(route, model, requestId, Service.UNKNOWN);
		}

	}

	/**
	 * How a provider served a call, in its own words, as far as the price depends on it.
	 *
	 * @param tier the service tier, such as {@code default}, {@code flex} or
	 * {@code priority}; {@code null} if it gave none
	 * @param region where the model ran, {@code null} if it did not say
	 */
	public record Service(@Nullable String tier, @Nullable String region) {

		/**
		 * The provider said nothing.
		 */
		public static final Service UNKNOWN = new Service(null, null);

	}

}
