package io.llmresilience.provider.anthropic;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.llmresilience.ChatEvent;
import io.llmresilience.ChatEvent.ServerLimits;
import io.llmresilience.ChatResponse;
import io.llmresilience.Content;
import io.llmresilience.FinishReason;
import io.llmresilience.Usage;
import io.llmresilience.provider.AnswerReader.Progress;
import io.llmresilience.provider.MalformedAnswerException;
import io.llmresilience.provider.ProviderError;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link MessageReader} with streams.
 */
class StreamedAnswerTests {

	private static final String START = """
			event: message_start
			data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant",\
			"model":"claude-test-20260101","content":[],"stop_reason":null,"stop_sequence":null,\
			"usage":{"input_tokens":25,"cache_creation_input_tokens":5,"cache_read_input_tokens":70,"output_tokens":1}}}

			""";

	private static final String TEXT = """
			event: content_block_start
			data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

			event: ping
			data: {"type":"ping"}

			event: content_block_delta
			data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Good "}}

			event: content_block_delta
			data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"m\\u00f6rning"}}

			event: content_block_stop
			data: {"type":"content_block_stop","index":0}

			""";

	private static final String END = """
			event: message_delta
			data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},\
			"usage":{"output_tokens":15,"output_tokens_details":{"thinking_tokens":9}}}

			event: message_stop
			data: {"type":"message_stop"}
			""";

	private static final Usage HEAD_USAGE = new Usage(100L, 1L, 70L, 5L, null);

	private final Wire wire = new Wire();

	@Test
	void textComesInPiecesAfterTheHead() {
		this.wire.stream(START + TEXT + END);
		assertThat(this.wire.events()).containsExactly(
				new ChatEvent.Started("req_7", "claude-test-20260101", HEAD_USAGE, ServerLimits.UNKNOWN),
				new ChatEvent.TextDelta("Good "), new ChatEvent.TextDelta("m\u00f6rning"));
	}

	@Test
	void responseHoldsTheWholeAnswer() {
		ChatResponse response = this.wire.stream(START + TEXT + END).reader().response();
		assertThat(response.message().content()).containsExactly(new Content.Text("Good m\u00f6rning"));
		assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
		assertThat(response.providerFinishReason()).isEqualTo("end_turn");
		assertThat(response.usage()).isEqualTo(new Usage(100L, 15L, 70L, 5L, 9L));
		assertThat(response.origin())
			.isEqualTo(new ChatResponse.Origin("anthropic/claude-test", "claude-test-20260101", "req_7"));
	}

	@Test
	void whenEventLinesAreStrippedShouldReadTheSame() {
		this.wire.stream((START + TEXT + END).replaceAll("event: .*\n", ""));
		assertThat(this.wire.reader().response().text()).isEqualTo("Good m\u00f6rning");
		assertThat(this.wire.reader().progress()).isEqualTo(Progress.ENDED);
	}

	@Test
	void whenDataHasNoTypeShouldGoByTheEventsName() {
		this.wire.stream((START + TEXT + END).replaceAll("data: \\{\"type\":\"\\w+\",?", "data: {"));
		assertThat(this.wire.reader().response().text()).isEqualTo("Good m\u00f6rning");
		assertThat(this.wire.reader().progress()).isEqualTo(Progress.ENDED);
	}

	@Test
	void dataGoesBeforeTheEventsName() {
		this.wire.stream(START).event("ping", "{\"type\":\"message_stop\"}");
		this.wire.event("message_stop", "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}");
		assertThat(this.wire.reader().progress()).isEqualTo(Progress.ENDED);
	}

	@Test
	void typeMayComeLast() {
		this.wire.stream(START).event(null, """
				{"content_block":{"text":"Hi","type":"text"},"index":0,"type":"content_block_start"}""");
		assertThat(this.wire.events()).last().isEqualTo(new ChatEvent.TextDelta("Hi"));
	}

	@Test
	void headMayBeMissing() {
		ChatResponse response = this.wire.stream(TEXT + END).reader().response();
		assertThat(this.wire.events()).first()
			.isEqualTo(new ChatEvent.Started("req_7", null, Usage.UNKNOWN, ServerLimits.UNKNOWN));
		assertThat(response.usage()).isEqualTo(new Usage(null, 15L, null, null, 9L));
	}

	@Test
	void pingsAndUnknownEventsAreNoStart() {
		this.wire.stream("""
				event: ping
				data: {"type":"ping"}

				event: weather
				data: {"type":"weather","index":"first","delta":"sun","message":["x"],"usage":7}
				""");
		assertThat(this.wire.events()).isEmpty();
	}

	@Test
	void progressFollowsStopReasonAndEnd() {
		String[] end = END.split("\n\n");
		assertThat(this.wire.reader().progress()).isEqualTo(Progress.OPEN);
		assertThat(this.wire.stream(START + TEXT).reader().progress()).isEqualTo(Progress.OPEN);
		assertThat(this.wire.stream(end[0]).reader().progress()).isEqualTo(Progress.FINISHED);
		assertThat(this.wire.stream(end[1]).reader().progress()).isEqualTo(Progress.ENDED);
	}

	@Test
	void endWithoutStopReasonIsNoEnd() {
		this.wire.stream(START + TEXT).event("message_stop", "{\"type\":\"message_stop\"}");
		assertThat(this.wire.reader().progress()).isEqualTo(Progress.OPEN);
		assertThatIllegalStateException().isThrownBy(this.wire.reader()::response);
	}

	@ParameterizedTest
	@CsvSource({ "end_turn,STOP", "stop_sequence,STOP", "max_tokens,LENGTH", "model_context_window_exceeded,LENGTH",
			"tool_use,TOOL_CALLS", "refusal,CONTENT_FILTER", "pause_turn,OTHER", "something_new,OTHER" })
	void stopReasonIsOneOfOursAndTheProvidersWordIsKept(String word, FinishReason reason) {
		ChatResponse response = this.wire.stream(START + TEXT + END.replace("end_turn", word)).reader().response();
		assertThat(response.finishReason()).isEqualTo(reason);
		assertThat(response.providerFinishReason()).isEqualTo(word);
	}

	@Test
	void laterCountsReplaceEarlierOnes() {
		this.wire.stream(START + TEXT).event("message_delta", """
				{"type":"message_delta","delta":{"stop_reason":null},"usage":{"input_tokens":30,"output_tokens":8}}""");
		assertThat(this.wire.reader().progress()).isEqualTo(Progress.OPEN);
		ChatResponse response = this.wire.event("message_delta", """
				{"type":"message_delta","delta":{"stop_reason":"end_turn"},
				 "usage":{"output_tokens":9,"cache_read_input_tokens":null}}""").reader().response();
		assertThat(response.usage()).isEqualTo(new Usage(105L, 9L, 70L, 5L, null));
	}

	@Test
	void hourlyCacheWritesAndServiceComeWithTheHead() {
		String head = START.replace("\"output_tokens\":1}", """
				"cache_creation":{"ephemeral_5m_input_tokens":1,"ephemeral_1h_input_tokens":4},"output_tokens":1,\
				"service_tier":"standard","inference_geo":"us"}""");
		ChatResponse.Service service = new ChatResponse.Service("standard", "us");
		ChatResponse response = this.wire.stream(head + TEXT + END).reader().response();
		assertThat(this.wire.events()).first()
			.isEqualTo(new ChatEvent.Started("req_7", "claude-test-20260101", new Usage(100L, 1L, 70L, 5L, null, 4L),
					ServerLimits.UNKNOWN, service));
		assertThat(response.usage()).isEqualTo(new Usage(100L, 15L, 70L, 5L, 9L, 4L));
		assertThat(response.origin().service()).isEqualTo(service);
	}

	@Test
	void laterServiceReplacesTheEarlierOneWhereItIsGiven() {
		String head = START.replace("\"output_tokens\":1}", """
				"output_tokens":1,"service_tier":"standard","inference_geo":"us"}""");
		String end = END.replace("\"output_tokens\":15", "\"output_tokens\":15,\"service_tier\":\"priority\"");
		assertThat(this.wire.stream(head + TEXT + end).reader().response().origin().service())
			.isEqualTo(new ChatResponse.Service("priority", "us"));
	}

	@Test
	void emptyAnswerIsAnAnswer() {
		ChatResponse response = this.wire.stream(START + END).reader().response();
		assertThat(response.message().content()).isEmpty();
		assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
	}

	@Test
	void emptyTextBlockIsSkipped() {
		this.wire.stream(START).event(null, """
				{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""").event(null, """
				{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":""}}""").event(null, """
				{"type":"content_block_stop","index":0}""").stream(END);
		assertThat(this.wire.events()).hasSize(1);
		assertThat(this.wire.reader().response().message().content()).isEmpty();
	}

	@Test
	void toolCallComesWholeAtTheEndOfItsBlock() {
		this.wire.stream(START).stream(toolUse("{}", "", "{\"city\":", " \"Oslo\"}"));
		Content.ToolCall call = new Content.ToolCall("toolu_1", "weather", "{\"city\": \"Oslo\"}");
		assertThat(this.wire.events()).doesNotHaveAnyElementsOfTypes(ChatEvent.ToolCall.class)
			.endsWith(ChatEvent.Note.Progressing.INSTANCE);
		this.wire.event(null, "{\"type\":\"content_block_stop\",\"index\":0}");
		assertThat(this.wire.events()).last().isEqualTo(new ChatEvent.ToolCall(call));
		assertThat(this.wire.stream(END).reader().response().toolCalls()).containsExactly(call);
	}

	@Test
	void toolCallWithoutArgumentsHasAnEmptyObject() {
		this.wire.stream(START).stream(toolUse("{}", "")).stream(END);
		assertThat(this.wire.reader().response().toolCalls())
			.containsExactly(new Content.ToolCall("toolu_1", "weather", "{}"));
	}

	@Test
	void argumentsAtTheStartCountIfNoneFollow() {
		this.wire.stream(START).stream(toolUse("{\"city\":\"Oslo\"}")).stream(END);
		assertThat(this.wire.reader().response().toolCalls())
			.containsExactly(new Content.ToolCall("toolu_1", "weather", "{\"city\":\"Oslo\"}"));
	}

	@Test
	void blockWithoutStopEndsWithTheMessageAndOnce() {
		this.wire.stream(START).stream(toolUse("{}", "{\"a\":1}")).stream(END);
		assertThat(this.wire.events()).filteredOn(ChatEvent.ToolCall.class::isInstance).hasSize(1);
		this.wire.event(null, "{\"type\":\"content_block_stop\",\"index\":0}");
		assertThat(this.wire.events()).filteredOn(ChatEvent.ToolCall.class::isInstance).hasSize(1);
	}

	@Test
	void reasoningComesInPiecesAndKeepsItsSignature() {
		this.wire.stream(START)
			.stream("""
					data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

					data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Let me "}}

					data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"see"}}

					data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"c2ln"}}

					data: {"type":"content_block_stop","index":0}

					data: {"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"ZGF0YQ=="}}

					data: {"type":"content_block_stop","index":1}
					""")
			.stream(END);
		assertThat(this.wire.events().subList(1, 3)).containsExactly(new ChatEvent.ReasoningDelta("Let me "),
				new ChatEvent.ReasoningDelta("see"));
		assertThat(this.wire.reader().response().message().content()).containsExactly(
				new Content.Reasoning("Let me see", "c2ln", null), new Content.Reasoning("", null, "ZGF0YQ=="));
	}

	@Test
	void hiddenReasoningIsKeptForItsSignature() {
		this.wire.stream(START).stream("""
				data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}

				data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"c2ln"}}

				data: {"type":"content_block_stop","index":0}
				""").stream(END);
		assertThat(this.wire.events()).hasSize(1);
		assertThat(this.wire.reader().response().message().content())
			.containsExactly(new Content.Reasoning("", "c2ln", null));
	}

	@Test
	void unknownBlocksAndDeltasArePassedOver() {
		this.wire.stream(START)
			.stream("""
					data: {"type":"content_block_start","index":0,"content_block":{"type":"fallback","text":["odd"],"from":{}}}

					data: {"type":"content_block_stop","index":0}

					data: {"type":"content_block_start","index":1,"content_block":{"type":"server_tool_use","id":"s","name":"n","input":{}}}

					data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{}"}}

					data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"not text"}}

					data: {"type":"content_block_stop","index":1}

					data: {"type":"content_block_start","index":2,"content_block":{"type":"text","text":"","citations":[]}}

					data: {"type":"content_block_delta","index":2,"delta":{"type":"citations_delta","citation":{"type":"x"}}}

					data: {"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"Hi"}}
					""")
			.stream(END);
		assertThat(this.wire.events()).filteredOn(ChatEvent::isContent).containsExactly(new ChatEvent.TextDelta("Hi"));
		assertThat(this.wire.reader().response().message().content()).containsExactly(new Content.Text("Hi"));
	}

	@Test
	void interleavedBlocksAreKeptApartAndInOrder() {
		this.wire.stream(START).stream("""
				data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":"b"}}

				data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":"a"}}

				data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"B"}}

				data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"A"}}
				""").stream(END);
		assertThat(this.wire.reader().response().message().content()).containsExactly(new Content.Text("aA"),
				new Content.Text("bB"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "event: error\n" })
	void errorEventIsRaisedWithItsBody(String name) {
		String body = "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}";
		assertThatExceptionOfType(ProviderError.Raised.class).isThrownBy(() -> this.wire.stream(name + "data: " + body))
			.satisfies((raised) -> assertThat(raised.error()).isEqualTo(new ProviderError(200, body, Wire.json(body))));
		assertThat(this.wire.events()).isEmpty();
	}

	@Test
	void errorWithoutAnyTypeIsRaised() {
		assertThatExceptionOfType(ProviderError.Raised.class)
			.isThrownBy(() -> this.wire.event(null, "{\"error\":{\"message\":\"busy\"}}"));
	}

	@Test
	void errorInPlainTextIsRaisedWithoutJson() {
		assertThatExceptionOfType(ProviderError.Raised.class)
			.isThrownBy(() -> this.wire.event("error", "upstream went away"))
			.satisfies((raised) -> assertThat(raised.error().json().isMissingNode()).isTrue());
	}

	@ParameterizedTest
	@ValueSource(strings = { "<html>", "[1]", "\"text\"", "{\"type\":\"content_block_delta\",", "null", "[DONE]" })
	void eventThatIsNoObjectIsMalformed(String data) {
		assertThatExceptionOfType(MalformedAnswerException.class).isThrownBy(() -> this.wire.event(null, data))
			.withNoCause();
	}

	@Test
	void pieceOfABlockThatHasNotStartedIsMalformed() {
		assertThatExceptionOfType(MalformedAnswerException.class)
			.isThrownBy(() -> this.wire.stream(START).event(null, """
					{"type":"content_block_delta","index":3,"delta":{"type":"text_delta","text":"Hi"}}"""))
			.withMessage("content block 3 has not started");
	}

	@Test
	void pieceOfABlockThatHasEndedIsMalformed() {
		assertThatExceptionOfType(MalformedAnswerException.class)
			.isThrownBy(() -> this.wire.stream(START + TEXT).event(null, """
					{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}"""))
			.withMessage("a content block goes on after its end");
	}

	@Test
	void blockThatStartsTwiceIsMalformed() {
		assertThatExceptionOfType(MalformedAnswerException.class)
			.isThrownBy(() -> this.wire.stream(START + TEXT + TEXT))
			.withMessage("content block 0 starts twice");
	}

	@Test
	void toolCallWithoutIdIsMalformed() {
		String start = toolUse("{}").replace("\"id\":\"toolu_1\",", "");
		assertThatExceptionOfType(MalformedAnswerException.class)
			.isThrownBy(() -> this.wire.stream(START).stream(start).stream(END))
			.withMessage("a tool_use block has no id or no name");
	}

	private static String toolUse(String input, String... pieces) {
		StringBuilder stream = new StringBuilder(
				"data: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":"
						+ "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"weather\",\"input\":" + input
						+ "}}\n\n");
		for (String piece : List.of(pieces)) {
			stream
				.append("data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\","
						+ "\"partial_json\":\"" + piece.replace("\"", "\\\"") + "\"}}\n\n");
		}
		return stream.toString();
	}

}
