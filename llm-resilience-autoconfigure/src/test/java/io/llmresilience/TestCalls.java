package io.llmresilience;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.llmresilience.ChatCall.InterruptionMode;
import io.llmresilience.ChatCall.Wire;

/**
 * Calls and answers for tests of filters.
 */
public final class TestCalls {

	public static final String ROUTE = "openai/gpt-6-luna";

	public static final Instant ARRIVAL = Instant.EPOCH;

	private TestCalls() {
	}

	public static ChatCall whole() {
		return of(Wire.WHOLE, InterruptionMode.FAIL);
	}

	public static ChatCall streamed() {
		return of(Wire.STREAMED, InterruptionMode.FAIL);
	}

	public static ChatCall of(Wire wire, InterruptionMode onInterruption) {
		return of(ChatRequest.of("Why is the sky blue?"), wire, onInterruption);
	}

	public static ChatCall of(ChatRequest request, Wire wire, InterruptionMode onInterruption) {
		return new ChatCall(request, ARRIVAL, ARRIVAL.plus(Duration.ofMinutes(2)), wire, onInterruption);
	}

	public static ChatEvent.Completed completed(String text) {
		return new ChatEvent.Completed(response(text));
	}

	public static ChatResponse response(String text) {
		return ChatResponse.of(new Message.Assistant(List.of(new Content.Text(text))), FinishReason.STOP, "stop",
				Usage.UNKNOWN, new ChatResponse.Origin(ROUTE, "gpt-6-luna-2026-09-22", "req_1"));
	}

	public static ChatEvent.TextDelta text(String text) {
		return new ChatEvent.TextDelta(text);
	}

	public static ProviderException failure(FailureKind kind) {
		return ProviderException.of(kind, ROUTE).status(500).build();
	}

}
