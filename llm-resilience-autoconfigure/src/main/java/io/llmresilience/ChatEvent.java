package io.llmresilience;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
	 * Return a whole message as the events in which it could have been delivered.
	 * @param message what the model said
	 * @return its content in order, empty pieces left out
	 */
	static List<ChatEvent> contentOf(Message.Assistant message) {
		List<ChatEvent> events = new ArrayList<>();
		for (Content piece : message.content()) {
			if (piece instanceof Content.Text text && !text.text().isEmpty()) {
				events.add(new TextDelta(text.text()));
			}
			else if (piece instanceof Content.Reasoning reasoning && !reasoning.text().isEmpty()) {
				events.add(new ReasoningDelta(reasoning.text()));
			}
			else if (piece instanceof Content.ToolCall call) {
				events.add(new ToolCall(call));
			}
		}
		return events;
	}

	/**
	 * The provider has begun to answer.
	 *
	 * @param requestId the provider's id of the exchange, {@code null} if it gave none
	 * @param model the served model's name, {@code null} if not given yet
	 * @param usage the tokens counted so far
	 * @param limits the provider's rate limits as its headers have them
	 * @param service how the call is served, unknown if not said yet
	 */
	record Started(@Nullable String requestId, @Nullable String model, Usage usage, ServerLimits limits,
			ChatResponse.Service service) implements ChatEvent {

		public Started {
			Objects.requireNonNull(usage, "'usage' must not be null");
			Objects.requireNonNull(limits, "'limits' must not be null");
			Objects.requireNonNull(service, "'service' must not be null");
		}

		/**
		 * Create the event of a provider that has not said how it serves the call.
		 * @param requestId the provider's id of the exchange
		 * @param model the served model's name
		 * @param usage the tokens counted so far
		 * @param limits the provider's rate limits
		 */
		public Started(@Nullable String requestId, @Nullable String model, Usage usage, ServerLimits limits) {
			this(requestId, model, usage, limits, ChatResponse.Service.UNKNOWN);
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
	 * The answer broke off after content was delivered and begins anew: drop all content
	 * so far, a full answer follows. Only in mode
	 * {@link ChatCall.InterruptionMode#RESTART}.
	 *
	 * @param reason how the answer broke off
	 */
	record Restarted(FailureKind reason) implements ChatEvent {

		public Restarted {
			Objects.requireNonNull(reason, "'reason' must not be null");
		}

	}

	/**
	 * The answer is complete: the last event of every successful call.
	 *
	 * @param response the whole answer, including everything that was delivered in pieces
	 * @param notes what the parts of the chain did to end the call, in order; empty for
	 * callers of {@link ChatService}
	 */
	record Completed(ChatResponse response, List<Note> notes) implements ChatEvent {

		public Completed {
			Objects.requireNonNull(response, "'response' must not be null");
			notes = List.copyOf(notes);
		}

		/**
		 * Create the event without notes.
		 * @param response the whole answer
		 */
		public Completed(ChatResponse response) {
			this(response, List.of());
		}

		/**
		 * Return a copy with one more note.
		 * @param note what a part of the chain did
		 * @return the copy
		 */
		public Completed with(Note note) {
			List<Note> notes = new ArrayList<>(this.notes);
			notes.add(note);
			return new Completed(this.response, notes);
		}

	}

	/**
	 * What a part of the chain did: as an event of its own where the call goes on or
	 * fails, with {@link Completed} where it ends well. Notes become the call's
	 * {@link CallTrace}; callers of {@link ChatService} never see one, filters do.
	 */
	sealed interface Note extends ChatEvent {

		/**
		 * Return whether this is a part of the trace, for who keeps notes to make one:
		 * what was withheld is content, and of progress there may be much.
		 * @return whether {@link CallTrace#of} looks at it
		 */
		default boolean isTraced() {
			return true;
		}

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
		 * The attempt that is about to end has a price.
		 *
		 * @param cost what it costs in USD, {@code null} if that is unknown
		 */
		record Charged(@Nullable BigDecimal cost) implements Note {

		}

		/**
		 * The conversation was made to fit a route's model.
		 *
		 * @param shortening what was done
		 */
		record Shortened(CallTrace.Shortening shortening) implements Note {

			public Shortened {
				Objects.requireNonNull(shortening, "'shortening' must not be null");
			}

		}

		/**
		 * The routes that a call may take have been fixed.
		 *
		 * @param routes the routes in the order in which they will be tried
		 */
		record Planned(List<String> routes) implements Note {

			public Planned {
				routes = List.copyOf(routes);
			}

		}

		/**
		 * A route was passed over.
		 *
		 * @param route the route, {@code provider/model}
		 * @param kind what asking it would have led to, or had led to before
		 * @param reason why, in words without content
		 */
		record Skipped(String route, FailureKind kind, String reason) implements Note {

			public Skipped {
				Objects.requireNonNull(route, "'route' must not be null");
				Objects.requireNonNull(kind, "'kind' must not be null");
				Objects.requireNonNull(reason, "'reason' must not be null");
			}

		}

		/**
		 * An attempt was given up since another route, asked at the same time, was
		 * faster.
		 *
		 * @param route the route that was given up
		 * @param number the attempt's number on its route, from 1
		 * @param by the route that was faster
		 * @param duration from its start to its end
		 */
		record Overtaken(String route, int number, String by, Duration duration) implements Note {

			public Overtaken {
				Objects.requireNonNull(route, "'route' must not be null");
				Objects.requireNonNull(by, "'by' must not be null");
				Objects.requireNonNull(duration, "'duration' must not be null");
			}

		}

		/**
		 * A piece of the answer has come that cannot be delivered by itself, such as a
		 * part of a tool call's arguments. It is progress, but nothing that could be
		 * repeated.
		 */
		record Progressing() implements Note {

			/**
			 * The one instance that is needed.
			 */
			public static final Progressing INSTANCE = new Progressing();

			@Override
			public boolean isTraced() {
				return false;
			}

		}

		/**
		 * The answer has its finish reason; only usage or an end mark may still follow,
		 * for which the provider's room waits a short while.
		 */
		record Finishing() implements Note {

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
			public boolean isTraced() {
				return false;
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
