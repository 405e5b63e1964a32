package io.llmresilience.provider.anthropic;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.llmresilience.ChatEvent.ServerLimits;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatRequest;
import io.llmresilience.ChatRequestBuilder;
import io.llmresilience.ChatResponse;
import io.llmresilience.Content;
import io.llmresilience.FinishReason;
import io.llmresilience.Message;
import io.llmresilience.Usage;
import io.llmresilience.provider.AnswerReader.Progress;
import io.llmresilience.provider.MalformedAnswerException;
import io.llmresilience.provider.ProviderError;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MessageReader} with whole bodies.
 */
class WholeAnswerTests {

	private static final String BODY = """
			{"id":"msg_1","type":"message","role":"assistant","model":"claude-test-20260101",
			 "content":[
			  {"type":"thinking","thinking":"I need the \\"weather\\"","signature":"c2ln+/="},
			  {"type":"redacted_thinking","data":"ZGF0YQ=="},
			  {"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"x"}},
			  {"type":"text","text":""},
			  {"type":"text","text":"Let me look.","citations":null},
			  {"type":"tool_use","id":"toolu_1","name":"weather","input":{"city":"Oslo","days":1.50,"ids":[1,{}]}},
			  {"type":"tool_use","id":"toolu_2","name":"now","input":{}}],
			 "stop_reason":"tool_use","stop_sequence":null,"stop_details":null,
			 "usage":{"input_tokens":12,"cache_creation_input_tokens":3,"cache_read_input_tokens":4,
			  "cache_creation":{"ephemeral_5m_input_tokens":1,"ephemeral_1h_input_tokens":2},"output_tokens":40,
			  "output_tokens_details":{"text_tokens":1,"thinking_tokens":7},"server_tool_use":null,"service_tier":"standard",
			  "inference_geo":"global"}}""";

	private static final ChatResponse.Service SERVICE = new ChatResponse.Service("standard", "global");

	private final Wire wire = new Wire();

	@Test
	void contentIsInTheProvidersOrder() {
		assertThat(this.wire.whole(BODY).reader().response().message().content()).containsExactly(
				new Content.Reasoning("I need the \"weather\"", "c2ln+/=", null),
				new Content.Reasoning("", null, "ZGF0YQ=="), new Content.Text("Let me look."),
				new Content.ToolCall("toolu_1", "weather", "{\"city\":\"Oslo\",\"days\":1.50,\"ids\":[1,{}]}"),
				new Content.ToolCall("toolu_2", "now", "{}"));
	}

	@Test
	void everythingElseOfTheAnswerIsThere() {
		ChatResponse response = this.wire.whole(BODY).reader().response();
		assertThat(response.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
		assertThat(response.providerFinishReason()).isEqualTo("tool_use");
		assertThat(response.usage()).isEqualTo(new Usage(19L, 40L, 4L, 3L, 7L, 2L));
		assertThat(response.origin())
			.isEqualTo(new ChatResponse.Origin("anthropic/claude-test", "claude-test-20260101", "req_7", SERVICE));
		assertThat(this.wire.reader().progress()).isEqualTo(Progress.ENDED);
	}

	@Test
	void onlyTheStartIsAnEvent() {
		assertThat(this.wire.whole(BODY).events()).containsExactly(new ChatEvent.Started("req_7",
				"claude-test-20260101", new Usage(19L, 40L, 4L, 3L, 7L, 2L), ServerLimits.UNKNOWN, SERVICE));
	}

	@Test
	void answerGoesBackAsItCame() {
		Message.Assistant answer = this.wire.whole(BODY).reader().response().message();
		ChatRequestBuilder next = ChatRequest.builder()
			.user("Weather?")
			.message(answer)
			.message(Message.toolResult("toolu_1", "rain"))
			.message(Message.toolResult("toolu_2", "noon"));
		assertThat(Wire.body(next).get("messages")).isEqualTo(Wire.json("""
				[{"role":"user","content":[{"type":"text","text":"Weather?"}]},
				 {"role":"assistant","content":[
				  {"type":"thinking","thinking":"I need the \\"weather\\"","signature":"c2ln+/="},
				  {"type":"redacted_thinking","data":"ZGF0YQ=="},
				  {"type":"text","text":"Let me look."},
				  {"type":"tool_use","id":"toolu_1","name":"weather","input":{"city":"Oslo","days":1.50,"ids":[1,{}]}},
				  {"type":"tool_use","id":"toolu_2","name":"now","input":{}}]},
				 {"role":"user","content":[
				  {"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"text","text":"rain"}]},
				  {"type":"tool_result","tool_use_id":"toolu_2","content":[{"type":"text","text":"noon"}]}]}]"""));
	}

	@Test
	void emptyContentIsAnAnswer() {
		ChatResponse response = this.wire.whole("{\"content\":[],\"stop_reason\":\"end_turn\"}").reader().response();
		assertThat(response.message().content()).isEmpty();
		assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
		assertThat(response.usage()).isEqualTo(Usage.UNKNOWN);
	}

	@Test
	void countsThatAreNullAreUnknown() {
		assertThat(this.wire.whole("""
				{"content":[],"stop_reason":"end_turn","usage":{"input_tokens":12,"cache_creation_input_tokens":null,
				 "cache_read_input_tokens":null,"output_tokens":3,"output_tokens_details":null}}""")
			.reader()
			.response()
			.usage()).isEqualTo(new Usage(12L, 3L, null, null, null));
	}

	@ParameterizedTest
	@CsvSource(delimiterString = "|", quoteCharacter = '`', textBlock = """
			"service_tier":"priority"                       | priority |
			"service_tier":"batch","inference_geo":"us"     | batch    | us
			"service_tier":"standard","speed":"standard"    | standard |
			"service_tier":"standard","speed":"fast"        | fast     |
			"speed":"fast","inference_geo":"not_available"  | fast     | not_available
			"service_tier":null,"inference_geo":null        |          |
			"service_tier":{"x":1},"inference_geo":7        |          |
			""")
	void serviceIsInTheProvidersWords(String fields, String tier, String region) {
		ChatResponse response = this.wire
			.whole("{\"content\":[],\"stop_reason\":\"end_turn\",\"usage\":{" + fields + "}}")
			.reader()
			.response();
		assertThat(response.origin().service()).isEqualTo(new ChatResponse.Service(tier, region));
	}

	@Test
	void wholePromptIsTheSumOfItsParts() {
		Usage usage = this.wire.whole(BODY).reader().response().usage();
		assertThat(usage.inputTokens()).isEqualTo(12 + 3 + 4);
	}

	@ParameterizedTest
	@ValueSource(strings = {
			"{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"x\"},\"request_id\":\"req_1\"}",
			"{\"error\":{\"message\":\"x\",\"code\":500}}", "{\"error\":\"x\"}" })
	void errorInDisguiseIsRaisedWithItsBody(String body) {
		assertThatExceptionOfType(ProviderError.Raised.class).isThrownBy(() -> this.wire.whole(body))
			.satisfies((raised) -> assertThat(raised.error()).isEqualTo(new ProviderError(200, body, Wire.json(body))));
		assertThat(this.wire.events()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "<html><body>hello</body></html>", "[]", "null", "7", "{}", "{\"content\":[]}",
			"{\"content\":null,\"stop_reason\":\"end_turn\"}", "{\"content\":\"Hi\",\"stop_reason\":\"end_turn\"}",
			"{\"content\":[\"Hi\"],\"stop_reason\":\"end_turn\"}", "{\"content\":[{\"type\":\"text\",\"text\":\"H",
			"{\"content\":[],\"stop_reason\":\"end_turn\",\"error\":null", "{\"choices\":[]}",
			"{\"content\":[],\"usage\":{\"output_tokens\":99999999999999999999}}" })
	void bodyThatIsNoMessageIsMalformed(String body) {
		assertThatExceptionOfType(MalformedAnswerException.class).isThrownBy(() -> this.wire.whole(body)).withNoCause();
		assertThat(this.wire.events()).isEmpty();
	}

}
