package io.llmresilience;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link ChatRequest}. Not thread-safe.
 */
public final class ChatRequestBuilder {

	private final List<Message> messages = new ArrayList<>();

	private final List<Tool> tools = new ArrayList<>();

	private final Map<String, String> labels = new LinkedHashMap<>();

	private final Map<String, Map<String, Object>> extra = new LinkedHashMap<>();

	private Tool.@Nullable Choice toolChoice;

	private ChatRequest.Output output = ChatRequest.Output.DEFAULT;

	private ChatRequest.Sampling sampling = ChatRequest.Sampling.DEFAULT;

	private ChatRequest.Handling handling = ChatRequest.Handling.DEFAULT;

	private @Nullable String userId;

	ChatRequestBuilder() {
	}

	ChatRequestBuilder(ChatRequest request) {
		this.messages.addAll(request.messages());
		this.tools.addAll(request.toolUse().tools());
		this.labels.putAll(request.origin().labels());
		this.extra.putAll(request.extra());
		this.toolChoice = request.toolUse().choice();
		this.output = request.output();
		this.sampling = request.sampling();
		this.handling = request.handling();
		this.userId = request.origin().userId();
	}

	/**
	 * Add instructions for the model.
	 * @param text the instructions, not blank
	 * @return this builder
	 */
	public ChatRequestBuilder system(String text) {
		return message(Message.system(text));
	}

	/**
	 * Add a user's message.
	 * @param text what the user says, not blank
	 * @return this builder
	 */
	public ChatRequestBuilder user(String text) {
		return message(Message.user(text));
	}

	/**
	 * Add an earlier answer.
	 * @param text what the model said, not blank
	 * @return this builder
	 */
	public ChatRequestBuilder assistant(String text) {
		return message(Message.assistant(text));
	}

	/**
	 * Add a message.
	 * @param message the message
	 * @return this builder
	 */
	public ChatRequestBuilder message(Message message) {
		this.messages.add(Objects.requireNonNull(message, "'message' must not be null"));
		return this;
	}

	/**
	 * Replace all messages.
	 * @param messages the conversation
	 * @return this builder
	 */
	public ChatRequestBuilder messages(List<? extends Message> messages) {
		Objects.requireNonNull(messages, "'messages' must not be null");
		this.messages.clear();
		messages.forEach(this::message);
		return this;
	}

	/**
	 * Offer a tool to the model.
	 * @param tool the tool
	 * @return this builder
	 */
	public ChatRequestBuilder tool(Tool tool) {
		this.tools.add(Objects.requireNonNull(tool, "'tool' must not be null"));
		return this;
	}

	/**
	 * Say whether and which tool the model must call.
	 * @param toolChoice the choice
	 * @return this builder
	 */
	public ChatRequestBuilder toolChoice(Tool.Choice toolChoice) {
		this.toolChoice = toolChoice;
		return this;
	}

	/**
	 * Limit the answer's length.
	 * @param maxTokens the most tokens the model may produce, at least 1
	 * @return this builder
	 */
	public ChatRequestBuilder maxTokens(int maxTokens) {
		this.output = new ChatRequest.Output(maxTokens, this.output.format());
		return this;
	}

	/**
	 * Ask for a form of the answer.
	 * @param format the form
	 * @return this builder
	 */
	public ChatRequestBuilder format(ChatRequest.Format format) {
		this.output = new ChatRequest.Output(this.output.maxTokens(), format);
		return this;
	}

	/**
	 * Set the temperature.
	 * @param temperature from 0 to 2 (Anthropic: to 1)
	 * @return this builder
	 */
	public ChatRequestBuilder temperature(double temperature) {
		ChatRequest.Sampling s = this.sampling;
		this.sampling = new ChatRequest.Sampling(temperature, s.topP(), s.seed(), s.stopSequences());
		return this;
	}

	/**
	 * Set the share of probable words to choose from.
	 * @param topP above 0 to 1
	 * @return this builder
	 */
	public ChatRequestBuilder topP(double topP) {
		ChatRequest.Sampling s = this.sampling;
		this.sampling = new ChatRequest.Sampling(s.temperature(), topP, s.seed(), s.stopSequences());
		return this;
	}

	/**
	 * Ask for answers that repeat as well as the provider can.
	 * @param seed any number
	 * @return this builder
	 */
	public ChatRequestBuilder seed(long seed) {
		ChatRequest.Sampling s = this.sampling;
		this.sampling = new ChatRequest.Sampling(s.temperature(), s.topP(), seed, s.stopSequences());
		return this;
	}

	/**
	 * Set the texts at which the model stops.
	 * @param stopSequences the texts, none empty
	 * @return this builder
	 */
	public ChatRequestBuilder stopSequences(List<String> stopSequences) {
		ChatRequest.Sampling s = this.sampling;
		this.sampling = new ChatRequest.Sampling(s.temperature(), s.topP(), s.seed(), stopSequences);
		return this;
	}

	/**
	 * Set the deadline of the whole call.
	 * @param timeout positive; counted from the subscription
	 * @return this builder
	 */
	public ChatRequestBuilder timeout(Duration timeout) {
		ChatRequest.Timeouts t = this.handling.timeouts();
		return timeouts(new ChatRequest.Timeouts(timeout, t.firstToken(), t.idle(), t.attempt()));
	}

	/**
	 * Set all time limits.
	 * @param timeouts the limits
	 * @return this builder
	 */
	public ChatRequestBuilder timeouts(ChatRequest.Timeouts timeouts) {
		this.handling = new ChatRequest.Handling(timeouts, this.handling.routes(), this.handling.onInterruption());
		return this;
	}

	/**
	 * Use one configured route instead of the configured list.
	 * @param route {@code provider/model}
	 * @return this builder
	 */
	public ChatRequestBuilder route(String route) {
		Objects.requireNonNull(route, "'route' must not be null");
		return routes(List.of(route));
	}

	/**
	 * Try these configured routes in this order instead of the configured list.
	 * @param routes each {@code provider/model}, or several that share the load as in the
	 * configuration; empty for the configured list
	 * @return this builder
	 */
	public ChatRequestBuilder routes(List<String> routes) {
		this.handling = new ChatRequest.Handling(this.handling.timeouts(), routes, this.handling.onInterruption());
		return this;
	}

	/**
	 * Say what happens when a stream breaks after content was delivered.
	 * @param onInterruption the mode
	 * @return this builder
	 */
	public ChatRequestBuilder onInterruption(ChatCall.InterruptionMode onInterruption) {
		this.handling = new ChatRequest.Handling(this.handling.timeouts(), this.handling.routes(), onInterruption);
		return this;
	}

	/**
	 * Name the end user for the provider's abuse detection.
	 * @param userId an opaque id, no personal data
	 * @return this builder
	 */
	public ChatRequestBuilder userId(String userId) {
		this.userId = userId;
		return this;
	}

	/**
	 * Mark the call for the application's own purposes; never sent.
	 * @param name such as {@code tenant}
	 * @param value the value
	 * @return this builder
	 */
	public ChatRequestBuilder label(String name, String value) {
		required("'label' must have a name and a value", name, value);
		this.labels.put(name, value);
		return this;
	}

	/**
	 * Add a field to the provider's request, for routes of one dialect only.
	 * @param dialect {@code openai} or {@code anthropic}
	 * @param field the field's name on the wire
	 * @param value strings, numbers, booleans, lists and maps
	 * @return this builder
	 */
	public ChatRequestBuilder extra(String dialect, String field, Object value) {
		required("'extra' must have a dialect, a field and a value", dialect, field, value);
		Map<String, Object> fields = new LinkedHashMap<>(this.extra.getOrDefault(dialect, Map.of()));
		fields.put(field, value);
		this.extra.put(dialect, Collections.unmodifiableMap(fields));
		return this;
	}

	private static void required(String message, @Nullable Object... values) {
		for (Object value : values) {
			Objects.requireNonNull(value, message);
		}
	}

	/**
	 * Create the request.
	 * @return the request
	 * @throws IllegalArgumentException if a field is missing or out of its range
	 */
	public ChatRequest build() {
		return new ChatRequest(this.messages, new ChatRequest.ToolUse(this.tools, this.toolChoice), this.output,
				this.sampling, this.handling, new ChatRequest.Origin(this.userId, this.labels), this.extra);
	}

}
