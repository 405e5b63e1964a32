package io.llmresilience;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A call that did not succeed, with the reason as data: either the provider or the
 * network failed ({@link ProviderException}), or we said no
 * ({@link CallRefusedException}). Neither message nor causes hold a key, a prompt, an
 * answer or a provider's raw body.
 */
public abstract sealed class LlmException extends RuntimeException permits ProviderException, CallRefusedException {

	private final FailureKind kind;

	private final @Nullable String route;

	private final Sent sent;

	private volatile Progress progress = Progress.NONE;

	LlmException(String message, FailureKind kind, @Nullable String route, Sent sent, @Nullable Throwable cause) {
		super(message, cause);
		this.kind = Objects.requireNonNull(kind, "'kind' must not be null");
		this.route = route;
		this.sent = Objects.requireNonNull(sent, "'sent' must not be null");
	}

	/**
	 * Return what went wrong.
	 * @return the kind, never {@code null}
	 */
	public FailureKind kind() {
		return this.kind;
	}

	/**
	 * Return the route that failed.
	 * @return {@code provider/model}, or {@code null} if no route was reached
	 */
	public @Nullable String route() {
		return this.route;
	}

	/**
	 * Return whether anything was sent to the provider, and so may have been billed.
	 * @return what is known, never {@code null}
	 */
	public Sent sent() {
		return this.sent;
	}

	/**
	 * Return when the provider, or we ourselves, said that trying again makes sense.
	 * @return the time to wait, or {@code null} if nothing was said
	 */
	public abstract @Nullable Duration retryAfter();

	/**
	 * Return whether the very same call may succeed on the same route later.
	 * @return whether trying again later makes sense
	 */
	public boolean retryable() {
		return this.kind.retryable();
	}

	/**
	 * Return the text that had arrived when the call failed.
	 * @return the text so far, empty if there was none
	 */
	public String partialText() {
		return this.progress.text();
	}

	/**
	 * Return the tokens counted when the call failed.
	 * @return the usage so far, never {@code null}
	 */
	public Usage usage() {
		return this.progress.usage();
	}

	/**
	 * Return what the call tried.
	 * @return the trace, empty until the failure has reached {@link ChatService}
	 */
	public CallTrace trace() {
		return this.progress.trace();
	}

	void reached(Progress progress) {
		this.progress = progress;
	}

	/**
	 * Whether anything was sent to the provider.
	 */
	public enum Sent {

		/**
		 * Nothing left this machine.
		 */
		NO,

		/**
		 * The request was sent.
		 */
		YES,

		/**
		 * It cannot be told.
		 */
		UNKNOWN

	}

	record Progress(String text, Usage usage, CallTrace trace) {

		static final Progress NONE = new Progress("", Usage.UNKNOWN, CallTrace.EMPTY);

		@Override
		public String toString() {
			return "Progress[" + this.text.length() + " characters, " + this.usage + "]";
		}

	}

}
