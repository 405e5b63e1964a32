package io.llmresilience.test;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

@LlmSimulatorTest
@Timeout(20)
class AnthropicReplyTests {

	private final LlmProviderSimulator simulator;

	private final Calls calls;

	AnthropicReplyTests(LlmProviderSimulator simulator) {
		this.simulator = simulator;
		this.calls = new Calls(simulator);
	}

	@Test
	void textShouldBeAWholeBody() throws Exception {
		this.simulator.enqueue(Reply.text("Hello you").usage(100, 7).cachedTokens(60).cacheWrittenTokens(10));
		HttpResponse<String> response = whole();
		JsonNode body = Calls.json(response);
		assertThat(response.headers().firstValue("request-id").orElseThrow()).startsWith("req_");
		assertThat(response.headers().firstValue("x-request-id")).isEmpty();
		assertThat(body.at("/content/0/text").stringValue()).isEqualTo("Hello you");
		assertThat(body.path("stop_reason").stringValue()).isEqualTo("end_turn");
		assertThat(body.path("model").stringValue()).isEqualTo("claude-haiku-4-5-20251001");
		assertThat(body.at("/usage/input_tokens").intValue()).isEqualTo(30);
		assertThat(body.at("/usage/cache_read_input_tokens").intValue()).isEqualTo(60);
		assertThat(body.at("/usage/output_tokens").intValue()).isEqualTo(7);
	}

	@Test
	void streamShouldHaveTheEventsInOrder() throws Exception {
		this.simulator.enqueue(Reply.text("Hello you"));
		String stream = streamed().body();
		assertThat(stream.lines().filter((line) -> line.startsWith("event: ")).map((line) -> line.substring(7)))
			.containsExactly("message_start", "content_block_start", "content_block_delta", "content_block_delta",
					"content_block_stop", "ping", "message_delta", "message_stop");
		assertThat(Calls.data(stream).stream().map((data) -> Json.read(data).path("type").stringValue())).first()
			.isEqualTo("message_start");
		assertThat(stream).doesNotContain("[DONE]");
	}

	@Test
	void usageShouldBeInFirstAndLast() throws Exception {
		this.simulator.enqueue(Reply.text("Hello you").usage(25, 15));
		List<String> data = Calls.data(streamed().body());
		assertThat(Json.read(data.get(0)).at("/message/usage/input_tokens").intValue()).isEqualTo(25);
		assertThat(Json.read(data.get(data.size() - 2)).at("/usage/output_tokens").intValue()).isEqualTo(15);
	}

	@Test
	void toolCallShouldBeABlockWithJsonDeltas() throws Exception {
		this.simulator.always(Reply.toolCall("toolu_1", "lookup", "{\"id\":4,\"name\":\"x\"}"));
		String joined = Calls.data(streamed().body())
			.stream()
			.map((data) -> Json.read(data).at("/delta/partial_json").stringValue(""))
			.collect(Collectors.joining());
		assertThat(joined).isEqualTo("{\"id\":4,\"name\":\"x\"}");
		JsonNode body = Calls.json(whole());
		assertThat(body.at("/content/0/input/id").intValue()).isEqualTo(4);
		assertThat(body.path("stop_reason").stringValue()).isEqualTo("tool_use");
	}

	@Test
	void reasoningShouldBeASignedBlockBeforeTheText() throws Exception {
		this.simulator.always(Reply.text("Yes").reasoning("Let me think"));
		String stream = streamed().body();
		assertThat(stream).contains("\"thinking_delta\",\"thinking\":\"Let\"").contains("\"signature_delta\"");
		assertThat(stream.indexOf("signature_delta")).isLessThan(stream.indexOf("text_delta"));
		assertThat(Calls.json(whole()).at("/content/0/signature").stringValue()).isNotEmpty();
	}

	@Test
	void refusalShouldBeAStopReason() throws Exception {
		this.simulator.enqueue(Reply.refusal("No"));
		JsonNode body = Calls.json(whole());
		assertThat(body.path("stop_reason").stringValue()).isEqualTo("refusal");
		assertThat(body.at("/stop_details/type").stringValue()).isEqualTo("refusal");
	}

	@Test
	void finishReasonShouldBeTranslated() throws Exception {
		this.simulator.enqueue(Reply.text("Hello").finishReason("length"));
		assertThat(Calls.json(whole()).path("stop_reason").stringValue()).isEqualTo("max_tokens");
	}

	@Test
	void withoutEventLinesShouldLeaveTheData() throws Exception {
		this.simulator.enqueue(Reply.text("Hello").withoutEventLines());
		assertThat(streamed().body()).startsWith("data: {\"type\":\"message_start\"").doesNotContain("event:");
	}

	@Test
	void withoutDoneShouldLeaveMessageStopOut() throws Exception {
		this.simulator.enqueue(Reply.text("Hello").withoutDone());
		assertThat(streamed().body()).contains("end_turn").doesNotContain("message_stop");
	}

	@Test
	void serviceTierShouldBePartOfTheUsage() throws Exception {
		this.simulator.enqueue(Reply.text("Hello").serviceTier("priority"), Reply.text("Hello").serviceTier("priority"),
				Reply.text("Hello"), Reply.text("Hello"));
		assertThat(Calls.json(whole()).at("/usage/service_tier").stringValue()).isEqualTo("priority");
		assertThat(startUsage().path("service_tier").stringValue()).isEqualTo("priority");
		assertThat(Calls.json(whole()).at("/usage/service_tier").stringValue()).isEqualTo("standard");
		assertThat(startUsage().path("service_tier").stringValue()).isEqualTo("standard");
	}

	private JsonNode startUsage() throws Exception {
		return Json.read(Calls.data(streamed().body()).get(0)).at("/message/usage");
	}

	@Test
	void emptyTextShouldBeEmptyContent() throws Exception {
		this.simulator.enqueue(Reply.text(""));
		assertThat(Calls.json(whole()).path("content")).isEmpty();
	}

	private HttpResponse<String> whole() throws Exception {
		return Calls.send(this.calls.call(Dialect.ANTHROPIC, false));
	}

	private HttpResponse<String> streamed() throws Exception {
		return Calls.send(this.calls.call(Dialect.ANTHROPIC, true));
	}

}
