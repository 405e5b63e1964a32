package io.llmresilience.history;

import java.util.List;
import java.util.regex.Pattern;

import io.llmresilience.Content;
import io.llmresilience.Message;

/**
 * Writes down who said what, a line for each message. Further lines of a message are
 * indented, so that none can pass for somebody else's.
 */
final class Transcript {

	private static final Pattern LINE_BREAK = Pattern.compile("\\R");

	private final StringBuilder text = new StringBuilder();

	private Transcript() {
	}

	static String of(List<Message> messages) {
		Transcript transcript = new Transcript();
		messages.forEach(transcript::add);
		return transcript.text.toString();
	}

	private void add(Message message) {
		StringBuilder line = new StringBuilder(speaker(message));
		for (Content piece : message.content()) {
			line.append(words(piece));
		}
		this.text.append(LINE_BREAK.matcher(line).replaceAll("\n  ")).append('\n');
	}

	private static String speaker(Message message) {
		if (message instanceof Message.ToolResult result) {
			return result.error() ? "Tool error:" : "Tool result:";
		}
		return (message instanceof Message.User) ? "User:" : "Assistant:";
	}

	private static String words(Content piece) {
		if (piece instanceof Content.Text text) {
			return " " + text.text();
		}
		if (piece instanceof Content.ToolCall call) {
			return " [calls " + call.name() + " with " + call.arguments() + "]";
		}
		return (piece instanceof Content.Reasoning) ? "" : " [image]";
	}

}
