package io.llmresilience.sample.chat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

import io.llmresilience.CallTrace.WaitReason;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatResponse;
import io.llmresilience.Content;
import io.llmresilience.FailureKind;
import io.llmresilience.FinishReason;
import io.llmresilience.Message;
import io.llmresilience.Usage;

/**
 * Events for tests.
 */
final class Answers {

	static final String ROUTE = "anthropic/claude-sonnet-5-5";

	private Answers() {
	}

	static ChatEvent completed(String text, Usage usage) {
		return completed(Message.assistant(text), FinishReason.STOP, usage);
	}

	static ChatEvent toolCall() {
		Content.ToolCall call = new Content.ToolCall("call-1", "weather", "{\"city\":\"Oslo\"}");
		return completed(new Message.Assistant(List.of(call)), FinishReason.TOOL_CALLS, Usage.UNKNOWN);
	}

	static ChatEvent failedAttempt(FailureKind kind) {
		return new ChatEvent.Note.AttemptEnded(ROUTE, 1, kind, Duration.ofMillis(12));
	}

	static ChatEvent charged(String cost) {
		return new ChatEvent.Note.Charged(new BigDecimal(cost));
	}

	static ChatEvent waiting() {
		return new ChatEvent.Note.Waiting(Duration.ofMillis(800), WaitReason.BACKOFF);
	}

	static ChatEvent goodAttempt(int number) {
		return new ChatEvent.Note.AttemptEnded(ROUTE, number, null, Duration.ofMillis(345));
	}

	private static ChatEvent completed(Message.Assistant message, FinishReason reason, Usage usage) {
		return new ChatEvent.Completed(ChatResponse.of(message, reason, reason.name(), usage,
				new ChatResponse.Origin(ROUTE, "claude-sonnet-5-5", "req-1")));
	}

}
