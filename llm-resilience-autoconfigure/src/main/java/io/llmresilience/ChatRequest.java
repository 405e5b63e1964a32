package io.llmresilience;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What a caller asks of a model, in words that every provider's dialect can be made from.
 * Immutable and thread-safe; {@code toString} shows sizes, never content.
 *
 * @param messages the conversation, not empty
 * @param toolUse the tools that the model may call
 * @param output how much it may say, and in what form
 * @param sampling how it chooses its words
 * @param handling how this call is to be treated by us
 * @param origin on whose behalf it is made
 * @param extra further fields of the provider's request by dialect ({@code openai},
 * {@code anthropic}), passed through as they are to routes of that dialect only
 */
public record ChatRequest(List<Message> messages, ToolUse toolUse, Output output, Sampling sampling, Handling handling,
		Origin origin, Map<String, Map<String, Object>> extra) {

	public ChatRequest {
		messages = Copies.of(messages, "'messages'");
		if (messages.isEmpty()) {
			throw new IllegalArgumentException("'messages' must not be empty");
		}
		if (messages.stream().allMatch(Message.System.class::isInstance)) {
			throw new IllegalArgumentException(
					"'messages' must have at least one message that is not a system message");
		}
		Objects.requireNonNull(toolUse, "'toolUse' must not be null");
		Objects.requireNonNull(output, "'output' must not be null");
		Objects.requireNonNull(sampling, "'sampling' must not be null");
		Objects.requireNonNull(handling, "'handling' must not be null");
		Objects.requireNonNull(origin, "'origin' must not be null");
		extra = Map.copyOf(extra);
	}

	/**
	 * Create a request of one user message.
	 * @param message what the user says, not blank
	 * @return the request
	 */
	public static ChatRequest of(String message) {
		return builder().user(message).build();
	}

	/**
	 * Create a request of a conversation.
	 * @param messages the conversation, not empty
	 * @return the request
	 */
	public static ChatRequest of(List<Message> messages) {
		return builder().messages(messages).build();
	}

	/**
	 * Start an empty request.
	 * @return a builder
	 */
	public static ChatRequestBuilder builder() {
		return new ChatRequestBuilder();
	}

	/**
	 * Start a request from this one.
	 * @return a builder that holds all of this request
	 */
	public ChatRequestBuilder mutate() {
		return new ChatRequestBuilder(this);
	}

	/**
	 * Return a copy with another output.
	 * @param output how much the model may say, and in what form
	 * @return the copy
	 */
	public ChatRequest withOutput(Output output) {
		return output.equals(this.output) ? this : new ChatRequest(this.messages, this.toolUse, output, this.sampling,
				this.handling, this.origin, this.extra);
	}

	@Override
	public String toString() {
		return "ChatRequest[messages=" + this.messages + ", tools=" + this.toolUse.tools().size() + ", " + this.output
				+ ", " + this.sampling + ", " + this.handling + ", " + this.origin + ", extra=" + this.extra.keySet()
				+ "]";
	}

	private static void positive(@Nullable Duration value, String name) {
		if (value != null && (value.isZero() || value.isNegative())) {
			throw new IllegalArgumentException("'" + name + "' must be positive, but is " + value);
		}
	}

	/**
	 * The tools that the model may call.
	 *
	 * @param tools the tools, may be empty
	 * @param choice whether and which it must call, {@code null} for the provider's
	 * default
	 */
	public record ToolUse(List<Tool> tools, Tool.@Nullable Choice choice) {

		/**
		 * No tools.
		 */
		public static final ToolUse NONE = new ToolUse(List.of(), null);

		public ToolUse {
			tools = Copies.of(tools, "'tools'");
			if (choice != null && choice.name() != null
					&& tools.stream().noneMatch((tool) -> tool.name().equals(choice.name()))) {
				throw new IllegalArgumentException(
						"'toolChoice' names the tool '" + choice.name() + "', which is not among the request's tools");
			}
		}

	}

	/**
	 * How much the model may say, and in what form.
	 *
	 * @param maxTokens the most tokens it may produce, reasoning included; {@code null}
	 * for the configured default
	 * @param format the form
	 */
	public record Output(@Nullable Integer maxTokens, Format format) {

		/**
		 * Text of the configured length.
		 */
		public static final Output DEFAULT = new Output(null, Format.Text.INSTANCE);

		public Output {
			if (maxTokens != null && maxTokens < 1) {
				throw new IllegalArgumentException("'maxTokens' must be at least 1, but is " + maxTokens);
			}
			Objects.requireNonNull(format, "'format' must not be null");
		}

	}

	/**
	 * The form of an answer.
	 */
	public sealed interface Format {

		/**
		 * Free text.
		 */
		enum Text implements Format {

			/**
			 * The only one.
			 */
			INSTANCE

		}

		/**
		 * Some JSON object.
		 */
		enum Json implements Format {

			/**
			 * The only one.
			 */
			INSTANCE

		}

		/**
		 * JSON of a given schema.
		 *
		 * @param name the schema's name: letters, digits, {@code _} and {@code -}, at
		 * most 64
		 * @param schema the JSON Schema as maps, lists, strings, numbers and booleans;
		 * must not be changed afterwards
		 * @param strict whether the provider must enforce the schema
		 */
		record JsonSchema(String name, Map<String, Object> schema, boolean strict) implements Format {

			public JsonSchema {
				if (name == null || !name.matches("[a-zA-Z0-9_-]{1,64}")) {
					throw new IllegalArgumentException(
							"'name' of a JSON schema must be 1 to 64 letters, digits, '_' or '-', but is '" + name
									+ "'");
				}
				Objects.requireNonNull(schema, "'schema' must not be null");
				schema = Collections.unmodifiableMap(new LinkedHashMap<>(schema));
			}

			@Override
			public String toString() {
				return "JsonSchema[" + this.name + "]";
			}

		}

	}

	/**
	 * How the model chooses its words. A model that refuses one of these does not get it.
	 *
	 * @param temperature from 0 to 2 (Anthropic: to 1), {@code null} for the provider's
	 * default
	 * @param topP above 0 to 1, {@code null} for the provider's default
	 * @param seed for answers that repeat as well as the provider can, {@code null} for
	 * none
	 * @param stopSequences texts at which the model stops, may be empty
	 */
	public record Sampling(@Nullable Double temperature, @Nullable Double topP, @Nullable Long seed,
			List<String> stopSequences) {

		/**
		 * The provider's defaults.
		 */
		public static final Sampling DEFAULT = new Sampling(null, null, null, List.of());

		public Sampling {
			if (temperature != null && !(temperature >= 0 && temperature <= 2)) {
				throw new IllegalArgumentException("'temperature' must be between 0 and 2, but is " + temperature);
			}
			if (topP != null && !(topP > 0 && topP <= 1)) {
				throw new IllegalArgumentException("'topP' must be above 0 and at most 1, but is " + topP);
			}
			stopSequences = Copies.of(stopSequences, "'stopSequences'");
			if (stopSequences.stream().anyMatch(String::isEmpty)) {
				throw new IllegalArgumentException("'stopSequences' must not contain an empty text");
			}
		}

		@Override
		public String toString() {
			return "Sampling[temperature=" + this.temperature + ", topP=" + this.topP + ", seed=" + this.seed
					+ ", stopSequences=" + this.stopSequences.size() + "]";
		}

	}

	/**
	 * How a call is to be treated by us.
	 *
	 * @param timeouts how long things may take
	 * @param routes the configured routes to try in this order, each written as in the
	 * configuration; empty for the configured list
	 * @param onInterruption what happens when a stream breaks, {@code null} for the
	 * configured mode
	 */
	public record Handling(Timeouts timeouts, List<String> routes, ChatCall.@Nullable InterruptionMode onInterruption) {

		/**
		 * As configured.
		 */
		public static final Handling DEFAULT = new Handling(Timeouts.DEFAULT, List.of(), null);

		public Handling {
			Objects.requireNonNull(timeouts, "'timeouts' must not be null");
			routes = Copies.of(routes, "'routes'");
		}

	}

	/**
	 * How long things may take; {@code null} always means as configured.
	 *
	 * @param call the whole call, waits and retries included: its deadline
	 * @param firstToken from the start of an attempt to its first content; streams only
	 * @param idle between two pieces of content; streams only
	 * @param attempt one attempt
	 */
	public record Timeouts(@Nullable Duration call, @Nullable Duration firstToken, @Nullable Duration idle,
			@Nullable Duration attempt) {

		/**
		 * As configured.
		 */
		public static final Timeouts DEFAULT = new Timeouts(null, null, null, null);

		public Timeouts {
			positive(call, "timeout");
			positive(firstToken, "firstTokenTimeout");
			positive(idle, "idleTimeout");
			positive(attempt, "attemptTimeout");
		}

	}

	/**
	 * On whose behalf a call is made.
	 *
	 * @param userId an opaque id of the end user for the provider's abuse detection, no
	 * personal data; {@code null} for none
	 * @param labels the application's own marks, such as tenant or feature; never sent
	 */
	public record Origin(@Nullable String userId, Map<String, String> labels) {

		/**
		 * Unknown.
		 */
		public static final Origin UNKNOWN = new Origin(null, Map.of());

		public Origin {
			labels = Map.copyOf(labels);
		}

		@Override
		public String toString() {
			return "Origin[labels=" + this.labels.keySet() + "]";
		}

	}

}
