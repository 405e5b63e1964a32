package io.llmresilience;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What happens during a call, in order. A call's stream ends with exactly one
 * {@link Completed} or with one {@link LlmException}. Immutable; {@code toString} shows
 * sizes, never content.
 */
public sealed interface ChatEvent {

	/**
	 * Return whether this is content: text, reasoning or a tool call. Nothing is repeated
	 * after content was delivered.
	 * @return whether this is content
	 */
	default boolean isContent() {
		return false;
	}

	/**
	 * The provider has begun to answer.
	 *
	 * @param requestId the provider's id of the exchange, {@code null} if it gave none
	 * @param model the served model's name, {@code null} if not given yet
	 * @param usage the tokens counted so far
	 * @param limits the provider's rate limits as its headers have them
	 */
	record Started(@Nullable String requestId, @Nullable String model, Usage usage,
			ServerLimits limits) implements ChatEvent {

		public Started {
			Objects.requireNonNull(usage, "'usage' must not be null");
			Objects.requireNonNull(limits, "'limits' must not be null");
		}

	}

	/**
	 * A piece of the answer's text.
	 *
	 * @param text the piece, not empty
	 */
	record TextDelta(String text) implements ChatEvent {

		public TextDelta {
			Objects.requireNonNull(text, "'text' must not be null");
		}

		@Override
		public boolean isContent() {
			return true;
		}

		@Override
		public String toString() {
			return "TextDelta[" + this.text.length() + " characters]";
		}

	}

	/**
	 * A piece of the model's reasoning. It is not part of the answer.
	 *
	 * @param text the piece, not empty
	 */
	record ReasoningDelta(String text) implements ChatEvent {

		public ReasoningDelta {
			Objects.requireNonNull(text, "'text' must not be null");
		}

		@Override
		public boolean isContent() {
			return true;
		}

		@Override
		public String toString() {
			return "ReasoningDelta[" + this.text.length() + " characters]";
		}

	}

	/**
	 * A whole tool call; its arguments are never delivered in pieces.
	 *
	 * @param call the call
	 */
	record ToolCall(Content.ToolCall call) implements ChatEvent {

		public ToolCall {
			Objects.requireNonNull(call, "'call' must not be null");
		}

		@Override
		public boolean isContent() {
			return true;
		}

	}

	/**
	 * The answer is complete: the last event of every successful call.
	 *
	 * @param response the whole answer, including everything that was delivered in pieces
	 */
	record Completed(ChatResponse response) implements ChatEvent {

		public Completed {
			Objects.requireNonNull(response, "'response' must not be null");
		}

	}

	/**
	 * What a part of the chain did. Notes become the call's {@link CallTrace}; callers of
	 * {@link ChatService} never see one, filters do.
	 */
	sealed interface Note extends ChatEvent {

		/**
		 * A wait is about to begin.
		 *
		 * @param duration how long
		 * @param reason why
		 */
		record Waiting(Duration duration, CallTrace.WaitReason reason) implements Note {

			public Waiting {
				Objects.requireNonNull(duration, "'duration' must not be null");
				Objects.requireNonNull(reason, "'reason' must not be null");
			}

		}

		/**
		 * An attempt has ended.
		 *
		 * @param route the route, {@code provider/model}
		 * @param number the attempt's number on its route, from 1
		 * @param failure how it failed, {@code null} if it answered
		 * @param duration from its start to its end
		 */
		record AttemptEnded(String route, int number, @Nullable FailureKind failure,
				Duration duration) implements Note {

			public AttemptEnded {
				Objects.requireNonNull(route, "'route' must not be null");
				Objects.requireNonNull(duration, "'duration' must not be null");
			}

		}

		/**
		 * An attempt failed whose content was being held back.
		 *
		 * @param text the text that the caller did not get to see
		 */
		record Withheld(String text) implements Note {

			public Withheld {
				Objects.requireNonNull(text, "'text' must not be null");
			}

			@Override
			public String toString() {
				return "Withheld[" + this.text.length() + " characters]";
			}

		}

	}

	/**
	 * A provider's rate limits as its response headers have them, one bucket per
	 * dimension.
	 *
	 * @param requests requests per minute
	 * @param tokens input and output tokens together
	 * @param inputTokens input tokens
	 * @param outputTokens output tokens
	 */
	record ServerLimits(Bucket requests, Bucket tokens, Bucket inputTokens, Bucket outputTokens) {

		/**
		 * The provider said nothing.
		 */
		public static final ServerLimits UNKNOWN = new ServerLimits(Bucket.UNKNOWN, Bucket.UNKNOWN, Bucket.UNKNOWN,
				Bucket.UNKNOWN);

		/**
		 * One limit.
		 *
		 * @param limit the bucket's size, {@code null} if unknown
		 * @param remaining what is left of it, {@code null} if unknown; an upper bound
		 * where the provider rounds
		 * @param resetAt when the bucket is full again, {@code null} if unknown
		 */
		public record Bucket(@Nullable Long limit, @Nullable Long remaining, @Nullable Instant resetAt) {

			/**
			 * The provider said nothing.
			 */
			public static final Bucket UNKNOWN = new Bucket(null, null, null);

		}

	}

}
