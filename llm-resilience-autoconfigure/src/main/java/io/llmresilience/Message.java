package io.llmresilience;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One message of a conversation. Immutable; {@code toString} shows sizes, never content.
 */
public sealed interface Message {

	/**
	 * Return what the message holds.
	 * @return the pieces in order
	 */
	List<Content> content();

	/**
	 * Create instructions for the model.
	 * @param text the instructions, not blank
	 * @return the message
	 */
	static System system(String text) {
		return new System(text);
	}

	/**
	 * Create a user's message.
	 * @param text what the user says, not blank
	 * @return the message
	 */
	static User user(String text) {
		return new User(List.of(new Content.Text(notBlank(text))));
	}

	/**
	 * Create a user's message of several pieces, text and images.
	 * @param content the pieces, not empty
	 * @return the message
	 */
	static User user(Content... content) {
		return new User(Arrays.asList(content));
	}

	/**
	 * Create an earlier answer of the model.
	 * @param text what the model said
	 * @return the message
	 */
	static Assistant assistant(String text) {
		return new Assistant(List.of(new Content.Text(notBlank(text))));
	}

	/**
	 * Create the result of a tool call.
	 * @param callId the id of the {@link Content.ToolCall} that this answers
	 * @param text the result
	 * @return the message
	 */
	static ToolResult toolResult(String callId, String text) {
		return new ToolResult(callId, List.of(new Content.Text(text)), false);
	}

	private static String notBlank(String text) {
		if (text == null || text.isBlank()) {
			throw new IllegalArgumentException("'text' of a message must not be blank");
		}
		return text;
	}

	private static String sizes(String role, List<Content> content) {
		return content.stream().map(Content::toString).collect(Collectors.joining(", ", role + "[", "]"));
	}

	/**
	 * Instructions that stand above the conversation.
	 *
	 * @param text the instructions, not blank
	 */
	record System(String text) implements Message {

		public System {
			notBlank(text);
		}

		@Override
		public List<Content> content() {
			return List.of(new Content.Text(this.text));
		}

		@Override
		public String toString() {
			return "System[" + this.text.length() + " characters]";
		}

	}

	/**
	 * What a user says or shows.
	 *
	 * @param content text and images, at least one, no blank text
	 */
	record User(List<Content> content) implements Message {

		public User {
			content = Copies.of(content, "'content' of a user message");
			if (content.isEmpty()) {
				throw new IllegalArgumentException("'content' of a user message must not be empty");
			}
			for (Content piece : content) {
				if (piece instanceof Content.Text text) {
					notBlank(text.text());
				}
				else if (!(piece instanceof Content.ImageUrl) && !(piece instanceof Content.ImageData)) {
					throw new IllegalArgumentException("'content' of a user message must be text or images, but has a "
							+ piece.getClass().getSimpleName());
				}
			}
		}

		@Override
		public String toString() {
			return sizes("User", this.content);
		}

	}

	/**
	 * What the model said before, in its own order.
	 *
	 * @param content text, reasoning and tool calls; may be empty, as answers sometimes
	 * are
	 */
	record Assistant(List<Content> content) implements Message {

		public Assistant {
			content = Copies.of(content, "'content' of an assistant message");
			for (Content piece : content) {
				if (piece instanceof Content.ImageUrl || piece instanceof Content.ImageData) {
					throw new IllegalArgumentException(
							"'content' of an assistant message must be text, reasoning or tool calls, but has an image");
				}
			}
		}

		/**
		 * Return the text without reasoning.
		 * @return all text pieces joined, empty if there is none
		 */
		public String text() {
			if (this.content.size() == 1 && this.content.get(0) instanceof Content.Text only) {
				return only.text();
			}
			StringBuilder text = new StringBuilder();
			for (Content piece : this.content) {
				if (piece instanceof Content.Text part) {
					text.append(part.text());
				}
			}
			return text.toString();
		}

		/**
		 * Return the tool calls.
		 * @return the calls in the model's order, empty if there is none
		 */
		public List<Content.ToolCall> toolCalls() {
			return this.content.stream()
				.filter(Content.ToolCall.class::isInstance)
				.map(Content.ToolCall.class::cast)
				.toList();
		}

		@Override
		public String toString() {
			return sizes("Assistant", this.content);
		}

	}

	/**
	 * What a tool answered.
	 *
	 * @param callId the id of the {@link Content.ToolCall} that this answers
	 * @param content text, and images where the provider takes them; may be empty
	 * @param error whether the tool failed
	 */
	record ToolResult(String callId, List<Content> content, boolean error) implements Message {

		public ToolResult {
			if (callId == null || callId.isBlank()) {
				throw new IllegalArgumentException("'callId' of a tool result must not be blank");
			}
			content = Copies.of(content, "'content' of a tool result");
		}

		@Override
		public String toString() {
			return sizes("ToolResult", this.content);
		}

	}

}
