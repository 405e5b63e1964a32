package io.llmresilience;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.llmresilience.ChatEvent.ServerLimits;

/**
 * The provider or the network failed. What the provider said is in fields; its text is
 * not repeated, since it may echo the key or the prompt.
 */
public final class ProviderException extends LlmException {

	private final @Nullable Integer status;

	private final @Nullable String providerCode;

	private final @Nullable String requestId;

	private final @Nullable Boolean shouldRetry;

	private final @Nullable Duration retryAfter;

	private final ServerLimits limits;

	private final Extent extent;

	private final @Nullable PromptSize promptSize;

	private ProviderException(Builder builder) {
		super(builder.message(), builder.kind, builder.route, builder.sent, builder.cause);
		this.status = builder.status;
		this.providerCode = builder.providerCode;
		this.requestId = builder.requestId;
		this.shouldRetry = builder.shouldRetry;
		this.retryAfter = builder.retryAfter;
		this.limits = builder.limits;
		this.extent = builder.extent;
		this.promptSize = builder.promptSize;
	}

	/**
	 * Start to describe a failure.
	 * @param kind what went wrong
	 * @param route the route, {@code provider/model}
	 * @return a builder
	 */
	public static Builder of(FailureKind kind, String route) {
		return new Builder(kind, route);
	}

	/**
	 * Return the HTTP status.
	 * @return the status, or {@code null} if there was no answer
	 */
	public @Nullable Integer status() {
		return this.status;
	}

	/**
	 * Return the provider's own error code or type.
	 * @return the code, or {@code null} if it gave none
	 */
	public @Nullable String providerCode() {
		return this.providerCode;
	}

	/**
	 * Return the provider's id of the exchange, for its support.
	 * @return the id, or {@code null} if it gave none
	 */
	public @Nullable String requestId() {
		return this.requestId;
	}

	/**
	 * Return whether the provider itself, or the nature of the failure, says that trying
	 * again helps or not.
	 * @return {@code true}, {@code false}, or {@code null} if nothing was said
	 */
	public @Nullable Boolean shouldRetry() {
		return this.shouldRetry;
	}

	@Override
	public @Nullable Duration retryAfter() {
		return this.retryAfter;
	}

	/**
	 * Return the provider's rate limits as the failed response's headers have them.
	 * @return the limits, {@link ServerLimits#UNKNOWN} if the provider said nothing
	 */
	public ServerLimits limits() {
		return this.limits;
	}

	/**
	 * Return whom the failure concerns.
	 * @return {@link Extent#ROUTE} unless the provider said that it meant the account
	 */
	public Extent extent() {
		return this.extent;
	}

	/**
	 * Return how long the provider found a prompt that is too long.
	 * @return the sizes, {@code null} if the provider did not tell them
	 */
	public @Nullable PromptSize promptSize() {
		return this.promptSize;
	}

	@Override
	public boolean retryable() {
		if (this.shouldRetry == Boolean.FALSE) {
			return false;
		}
		return super.retryable() || (kind() == FailureKind.UNKNOWN && isServerError(this.status));
	}

	private static boolean isServerError(@Nullable Integer status) {
		return status != null && status >= 500;
	}

	/**
	 * Whom a failure concerns.
	 */
	public enum Extent {

		/**
		 * The route alone.
		 */
		ROUTE,

		/**
		 * All routes of the provider, since they share the account.
		 */
		PROVIDER

	}

	/**
	 * How long a prompt is, by the provider's own count.
	 *
	 * @param tokens what it has, positive
	 * @param limit what it may have beside the answer that was asked for; not positive if
	 * the answer alone is too long
	 */
	public record PromptSize(long tokens, long limit) {

		public PromptSize {
			if (tokens < 1) {
				throw new IllegalArgumentException("'tokens' must be positive, but is " + tokens);
			}
		}

	}

	/**
	 * Describes a {@link ProviderException}. Not thread-safe.
	 */
	public static final class Builder {

		private final FailureKind kind;

		private final String route;

		private @Nullable Integer status;

		private @Nullable String providerCode;

		private @Nullable String requestId;

		private @Nullable Boolean shouldRetry;

		private @Nullable Duration retryAfter;

		private ServerLimits limits = ServerLimits.UNKNOWN;

		private Extent extent = Extent.ROUTE;

		private @Nullable PromptSize promptSize;

		private Sent sent = Sent.YES;

		private @Nullable String reason;

		private @Nullable Throwable cause;

		private Builder(FailureKind kind, String route) {
			this.kind = kind;
			this.route = route;
		}

		/**
		 * Say in our own words what happened.
		 * @param reason a short phrase without content or secrets
		 * @return this builder
		 */
		public Builder reason(String reason) {
			this.reason = reason;
			return this;
		}

		/**
		 * Give the HTTP status.
		 * @param status the status
		 * @return this builder
		 */
		public Builder status(int status) {
			this.status = status;
			return this;
		}

		/**
		 * Give the provider's own error code or type.
		 * @param providerCode the code, may be {@code null}
		 * @return this builder
		 */
		public Builder providerCode(@Nullable String providerCode) {
			this.providerCode = providerCode;
			return this;
		}

		/**
		 * Give the provider's id of the exchange.
		 * @param requestId the id, may be {@code null}
		 * @return this builder
		 */
		public Builder requestId(@Nullable String requestId) {
			this.requestId = requestId;
			return this;
		}

		/**
		 * Say whether trying again helps.
		 * @param shouldRetry {@code null} if nothing was said
		 * @return this builder
		 */
		public Builder shouldRetry(@Nullable Boolean shouldRetry) {
			this.shouldRetry = shouldRetry;
			return this;
		}

		/**
		 * Give the provider's hint when to come back.
		 * @param retryAfter the wait, {@code null} if there was no hint
		 * @return this builder
		 */
		public Builder retryAfter(@Nullable Duration retryAfter) {
			this.retryAfter = retryAfter;
			return this;
		}

		/**
		 * Give the provider's rate limits.
		 * @param limits the limits as the response's headers have them
		 * @return this builder
		 */
		public Builder limits(ServerLimits limits) {
			this.limits = limits;
			return this;
		}

		/**
		 * Say whom the failure concerns; {@link Extent#ROUTE} by default.
		 * @param extent the route or the whole provider
		 * @return this builder
		 */
		public Builder extent(Extent extent) {
			this.extent = extent;
			return this;
		}

		/**
		 * Give the size of a prompt that is too long.
		 * @param promptSize the sizes, may be {@code null}
		 * @return this builder
		 */
		public Builder promptSize(@Nullable PromptSize promptSize) {
			this.promptSize = promptSize;
			return this;
		}

		/**
		 * Say whether anything was sent; {@link LlmException.Sent#YES} by default.
		 * @param sent what is known
		 * @return this builder
		 */
		public Builder sent(Sent sent) {
			this.sent = sent;
			return this;
		}

		/**
		 * Give a cause that is safe to print: no content, no headers.
		 * @param cause the cause, may be {@code null}
		 * @return this builder
		 */
		public Builder cause(@Nullable Throwable cause) {
			this.cause = cause;
			return this;
		}

		/**
		 * Create the exception.
		 * @return the exception
		 */
		public ProviderException build() {
			return new ProviderException(this);
		}

		private String message() {
			StringBuilder message = new StringBuilder(this.route).append(": ").append(this.kind);
			append(message, ", ", this.reason);
			append(message, ", HTTP ", this.status);
			append(message, ", code ", this.providerCode);
			append(message, ", retry after ", (this.retryAfter != null) ? this.retryAfter.toMillis() + " ms" : null);
			append(message, ", request id ", this.requestId);
			return message.toString();
		}

		private static void append(StringBuilder message, String label, @Nullable Object value) {
			if (value != null) {
				message.append(label).append(value);
			}
		}

	}

}
