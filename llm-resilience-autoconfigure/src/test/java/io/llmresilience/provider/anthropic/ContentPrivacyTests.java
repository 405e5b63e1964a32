package io.llmresilience.provider.anthropic;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.llmresilience.ChatRequest;
import io.llmresilience.ChatRequestBuilder;
import io.llmresilience.Content;
import io.llmresilience.Message;
import io.llmresilience.Tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * No failure and no {@code toString} repeats what was said.
 */
class ContentPrivacyTests {

	private static final String CANARY = "canary";

	@ParameterizedTest
	@ValueSource(strings = { CANARY, "{\"type\":canary}", "{\"type\":\"content_block_delta\",\"canary",
			"{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"canary\"}}",
			"{\"type\":\"content_block_delta\",\"delta\":{\"text\":\"canary\\q\"}}",
			"{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"canary\"}}",
			"{\"type\":\"content_block_start\",\"canary\":1}", "{\"usage\":{\"input_tokens\":99999999999999999999}}" })
	void failedEventDoesNotShowItself(String data) {
		assertSilent(catchThrowable(() -> new Wire().event(null, data)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "<html>canary", "{\"content\":[{\"text\":\"canary\"}],canary", "{\"content\":\"canary\"}",
			"{\"content\":[\"canary\"],\"stop_reason\":\"end_turn\"}",
			"{\"content\":[{\"type\":\"tool_use\",\"name\":\"canary\"}],\"stop_reason\":\"tool_use\"}",
			"{\"error\":\"canary\"}" })
	void failedBodyDoesNotShowItself(String body) {
		assertSilent(catchThrowable(() -> new Wire().whole(body)));
	}

	static Stream<ChatRequestBuilder> refusedRequests() {
		Content.ToolCall call = new Content.ToolCall("id", "now", "canary");
		Content.ToolCall good = new Content.ToolCall("id", "now", "{\"a\":\"canary\"}");
		return Stream.of(conversation(Message.assistant(CANARY)),
				conversation(Message.user(CANARY), new Message.Assistant(List.of(call)),
						Message.toolResult("id", CANARY)),
				conversation(Message.user(CANARY), new Message.Assistant(List.of(good)), Message.user(CANARY)),
				conversation(Message.user(CANARY), Message.toolResult("id", CANARY)),
				conversation(Message.user(CANARY), new Message.Assistant(List.of())),
				conversation(Message.user(CANARY)).extra("anthropic", "x", Map.of("y", new Secret())),
				conversation(Message.user(CANARY)).tool(new Tool("now", CANARY, Map.of("y", new Secret()))));
	}

	@ParameterizedTest
	@MethodSource("refusedRequests")
	void refusedRequestDoesNotShowItself(ChatRequestBuilder request) {
		assertSilent(catchThrowable(() -> Wire.body(request)));
	}

	@Test
	void wireRecordsShowSizesOnly() {
		WirePart part = new WirePart("text", CANARY, CANARY, "id", "now", null);
		WireMessage message = new WireMessage("message", "m", List.of(part), null, WireUsage.UNKNOWN, false);
		WireEvent event = new WireEvent("x", 0, part, message, WireUsage.UNKNOWN, false);
		assertThat(event.toString()).contains("WirePart[text, 6 characters]").doesNotContain(CANARY);
	}

	private static ChatRequestBuilder conversation(Message... messages) {
		return ChatRequest.builder().messages(List.of(messages));
	}

	private static void assertSilent(@Nullable Throwable failure) {
		assertThat(failure).isNotNull();
		StringWriter trace = new StringWriter();
		failure.printStackTrace(new PrintWriter(trace));
		assertThat(trace.toString()).doesNotContain(CANARY);
	}

	private static final class Secret {

		@Override
		public String toString() {
			return CANARY;
		}

	}

}
