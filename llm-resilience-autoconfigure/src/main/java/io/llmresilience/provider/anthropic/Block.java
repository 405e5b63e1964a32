package io.llmresilience.provider.anthropic;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.llmresilience.ChatEvent;
import io.llmresilience.Content;
import io.llmresilience.provider.MalformedAnswerException;

/**
 * A content block that arrives in pieces. Blocks of an unknown type come to nothing.
 */
final class Block {

	private final WirePart start;

	private final StringBuilder body = new StringBuilder();

	private @Nullable String seal;

	private boolean closed;

	private @Nullable Content content;

	Block(WirePart start, Consumer<ChatEvent> events) {
		this.start = start;
		this.seal = start.seal();
		deliver(start.body(), events);
	}

	void add(WirePart delta, Consumer<ChatEvent> events) {
		if (this.closed) {
			throw new MalformedAnswerException("a content block goes on after its end");
		}
		switch (delta.type()) {
			case "text_delta", "thinking_delta" -> deliver(delta.body(), events);
			case "input_json_delta" -> {
				this.body.append(delta.body());
				events.accept(ChatEvent.Note.Progressing.INSTANCE);
			}
			case "signature_delta" -> this.seal = delta.seal();
			default -> {
			}
		}
	}

	void close(Consumer<ChatEvent> events) {
		if (this.closed) {
			return;
		}
		this.closed = true;
		this.content = toContent();
		if (this.content instanceof Content.ToolCall call) {
			events.accept(new ChatEvent.ToolCall(call));
		}
	}

	/**
	 * Return what the block came to.
	 * @return the content once it is closed, {@code null} if there is none
	 */
	@Nullable Content content() {
		return this.content;
	}

	private void deliver(String text, Consumer<ChatEvent> events) {
		if (text.isEmpty()) {
			return;
		}
		if (this.start.type().equals("text")) {
			this.body.append(text);
			events.accept(new ChatEvent.TextDelta(text));
		}
		else if (this.start.type().equals("thinking")) {
			this.body.append(text);
			events.accept(new ChatEvent.ReasoningDelta(text));
		}
	}

	private @Nullable Content toContent() {
		return switch (this.start.type()) {
			case "text" -> this.body.isEmpty() ? null : new Content.Text(this.body.toString());
			case "thinking" -> thinking();
			case "redacted_thinking" -> (this.seal != null) ? new Content.Reasoning("", null, this.seal) : null;
			case "tool_use" -> toolCall();
			default -> null;
		};
	}

	private @Nullable Content thinking() {
		String signature = (this.seal != null && !this.seal.isEmpty()) ? this.seal : null;
		return (this.body.isEmpty() && signature == null) ? null
				: new Content.Reasoning(this.body.toString(), signature, null);
	}

	private Content toolCall() {
		if (this.start.id() == null || this.start.name() == null) {
			throw new MalformedAnswerException("a tool_use block has no id or no name");
		}
		String given = this.start.body().isEmpty() ? "{}" : this.start.body();
		return new Content.ToolCall(this.start.id(), this.start.name(),
				this.body.isEmpty() ? given : this.body.toString());
	}

}
