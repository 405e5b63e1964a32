package io.llmresilience.test;

import java.nio.charset.StandardCharsets;

/**
 * Turns frames into the text of an event stream.
 */
final class SseLayout {

	private final String lineEnd;

	private final boolean eventLines;

	SseLayout(Shape shape) {
		this.lineEnd = shape.lineEnd();
		this.eventLines = !shape.has(Shape.Quirk.NO_EVENT_LINES);
	}

	byte[] bytes(Frame frame) {
		return text(frame).getBytes(StandardCharsets.UTF_8);
	}

	byte[] comment() {
		return (": keep-alive" + this.lineEnd + this.lineEnd).getBytes(StandardCharsets.UTF_8);
	}

	private String text(Frame frame) {
		if (frame.kind() == Frame.Kind.RAW) {
			return frame.data();
		}
		String event = (frame.event() != null && this.eventLines) ? "event: " + frame.event() + this.lineEnd : "";
		return event + "data: " + frame.data() + this.lineEnd + this.lineEnd;
	}

}
