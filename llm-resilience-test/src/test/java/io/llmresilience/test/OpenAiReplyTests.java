package io.llmresilience.test;

import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

@LlmSimulatorTest
@Timeout(20)
class OpenAiReplyTests {

	private final LlmProviderSimulator simulator;

	private final Calls calls;

	OpenAiReplyTests(LlmProviderSimulator simulator) {
		this.simulator = simulator;
		this.calls = new Calls(simulator);
	}

	@Test
	void textShouldBeAWholeBody() throws Exception {
		this.simulator.enqueue(Reply.text("Hello you"));
		HttpResponse<String> response = whole("");
		JsonNode body = Calls.json(response);
		assertThat(response.headers().firstValue("content-type")).contains("application/json");
		assertThat(response.headers().firstValue("x-request-id").orElseThrow()).startsWith("req_");
		assertThat(body.at("/choices/0/message/content").stringValue()).isEqualTo("Hello you");
		assertThat(body.at("/choices/0/message/refusal").isNull()).isTrue();
		assertThat(body.at("/choices/0/finish_reason").stringValue()).isEqualTo("stop");
		assertThat(body.path("model").stringValue()).isEqualTo("gpt-4o-mini-2024-07-18");
		assertThat(body.at("/usage/prompt_tokens").intValue()).isEqualTo(3);
		assertThat(body.at("/usage/total_tokens").intValue()).isEqualTo(5);
	}

	@Test
	void textShouldBeOneEventPerWord() throws Exception {
		this.simulator.enqueue(Reply.text("Hello you"));
		HttpResponse<String> response = streamed("");
		List<String> data = Calls.data(response.body());
		assertThat(response.headers().firstValue("content-type")).contains("text/event-stream; charset=utf-8");
		assertThat(data).hasSize(5).last().isEqualTo("[DONE]");
		assertThat(contents(data)).containsExactly("", "Hello", " you");
		assertThat(Json.read(data.get(0)).at("/choices/0/delta/role").stringValue()).isEqualTo("assistant");
		assertThat(Json.read(data.get(3)).at("/choices/0/finish_reason").stringValue()).isEqualTo("stop");
		assertThat(response.body()).contains("\"obfuscation\"").doesNotContain("usage").doesNotContain("event:");
	}

	@Test
	void whenUsageIsAskedForShouldSendItInALastChunkWithoutChoices() throws Exception {
		this.simulator.enqueue(Reply.text("Hello you").usage(100, 7).cachedTokens(60).reasoningTokens(5));
		List<String> data = Calls
			.data(streamed(",\"stream_options\":{\"include_usage\":true,\"include_obfuscation\":false}").body());
		JsonNode last = Json.read(data.get(4));
		assertThat(data).hasSize(6).noneMatch((event) -> event.contains("obfuscation"));
		assertThat(Json.read(data.get(1)).path("usage").isNull()).isTrue();
		assertThat(last.path("choices")).isEmpty();
		assertThat(last.at("/usage/prompt_tokens").intValue()).isEqualTo(100);
		assertThat(last.at("/usage/completion_tokens").intValue()).isEqualTo(7);
		assertThat(last.at("/usage/prompt_tokens_details/cached_tokens").intValue()).isEqualTo(60);
		assertThat(last.at("/usage/completion_tokens_details/reasoning_tokens").intValue()).isEqualTo(5);
	}

	@Test
	void withoutUsageShouldSendNoneEvenWhenAskedFor() throws Exception {
		this.simulator.always(Reply.text("Hello").withoutUsage());
		assertThat(streamed(",\"stream_options\":{\"include_usage\":true}").body()).doesNotContain("usage");
		assertThat(whole("").body()).doesNotContain("usage");
	}

	@Test
	void usageOnEveryChunkShouldGrow() throws Exception {
		this.simulator.enqueue(Reply.text("a b c").usageOnEveryChunk());
		List<Integer> counts = Calls.data(streamed("").body())
			.stream()
			.filter((event) -> event.startsWith("{"))
			.map((event) -> Json.read(event).at("/usage/completion_tokens").intValue())
			.collect(Collectors.toList());
		assertThat(counts).containsExactly(0, 1, 2, 3, 3);
	}

	@Test
	void toolCallShouldBeSentInFragments() throws Exception {
		this.simulator.enqueue(Reply.text("Wait").andToolCall("call_7", "lookup", "{\"id\":4,\"name\":\"x\"}"));
		List<JsonNode> events = events(streamed("").body());
		String arguments = events.stream()
			.map((event) -> event.at("/choices/0/delta/tool_calls/0/function/arguments").stringValue(""))
			.collect(Collectors.joining());
		assertThat(arguments).isEqualTo("{\"id\":4,\"name\":\"x\"}");
		assertThat(events).filteredOn((event) -> event.toString().contains("call_7")).hasSize(1);
		assertThat(events.get(events.size() - 1).at("/choices/0/finish_reason").stringValue()).isEqualTo("tool_calls");
	}

	@Test
	void toolCallShouldBePartOfAWholeBody() throws Exception {
		this.simulator.enqueue(Reply.toolCall("call_7", "lookup", "{\"id\":4}").andToolCall("call_8", "lookup", "{}"));
		JsonNode message = Calls.json(whole("")).at("/choices/0/message");
		assertThat(message.path("content").isNull()).isTrue();
		assertThat(message.path("tool_calls")).hasSize(2);
		assertThat(message.at("/tool_calls/0/function/arguments").stringValue()).isEqualTo("{\"id\":4}");
	}

	@Test
	void reasoningShouldComeBeforeTheText() throws Exception {
		this.simulator.always(Reply.text("Yes").reasoning("Let me think"));
		String stream = streamed("").body();
		assertThat(stream.indexOf("\"reasoning_content\":\"Let\"")).isPositive()
			.isLessThan(stream.indexOf("\"content\":\"Yes\""));
		assertThat(Calls.json(whole("")).at("/choices/0/message/reasoning_content").stringValue())
			.isEqualTo("Let me think");
	}

	@Test
	void refusalShouldHaveAFieldOfItsOwnAndStop() throws Exception {
		this.simulator.always(Reply.refusal("I cannot"));
		JsonNode choice = Calls.json(whole("")).at("/choices/0");
		assertThat(choice.at("/message/refusal").stringValue()).isEqualTo("I cannot");
		assertThat(choice.path("finish_reason").stringValue()).isEqualTo("stop");
		assertThat(streamed("").body()).contains("{\"refusal\":\"I\"}");
	}

	@Test
	void withoutDoneShouldFinishButNotSayDone() throws Exception {
		this.simulator.enqueue(Reply.text("Hello").withoutDone());
		assertThat(streamed("").body()).contains("\"stop\"").doesNotContain("[DONE]");
	}

	@Test
	void errorNullShouldBeInEveryChunk() throws Exception {
		this.simulator.always(Reply.text("Hello").errorNull());
		assertThat(events(streamed("").body())).isNotEmpty().allMatch((event) -> event.path("error").isNull());
		assertThat(Calls.json(whole("")).path("error").isNull()).isTrue();
	}

	@Test
	void lineEndsShouldBeAsAskedFor() throws Exception {
		this.simulator.enqueue(Reply.text("Hello").crLf(), Reply.text("Hello").cr());
		assertThat(streamed("").body()).endsWith("data: [DONE]\r\n\r\n").doesNotContain("}\n");
		assertThat(streamed("").body()).endsWith("data: [DONE]\r\r").doesNotContain("\n");
	}

	@Test
	void bomShouldBeFirst() throws Exception {
		this.simulator.enqueue(Reply.text("Hello").withBom());
		assertThat(streamed("").body()).startsWith("\uFEFFdata: {");
	}

	@Test
	void splitBytesShouldSendEveryByteInAChunkOfItsOwn() throws Exception {
		this.simulator.enqueue(Reply.text("Grüße 🦊").splitBytes());
		try (Socket socket = this.calls.socket(Dialect.OPENAI, true)) {
			String raw = Calls.readUntil(socket, "\r\n0\r\n\r\n");
			assertThat(raw.substring(raw.indexOf("\r\n\r\n") + 4, raw.length() - 5)).matches("(?s)(1\r\n.\r\n)+");
		}
		this.simulator.enqueue(Reply.text("Grüße 🦊").splitBytes());
		assertThat(streamed("").body()).contains("Grüße").contains("🦊");
	}

	@Test
	void trickleShouldTakeItsTime() throws Exception {
		this.simulator.enqueue(Reply.events("data: 0123456789\n\n").trickle(Duration.ofMillis(5)));
		long start = System.nanoTime();
		assertThat(streamed("").body()).isEqualTo("data: 0123456789\n\n");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(80));
	}

	@Test
	void firstTokenAfterShouldSendHeadersAtOnce() throws Exception {
		this.simulator.enqueue(Reply.text("Hello").firstTokenAfter(Duration.ofMillis(500)));
		long start = System.nanoTime();
		HttpResponse<InputStream> response = Calls.open(this.calls.call(Dialect.OPENAI, true));
		long headers = System.nanoTime() - start;
		String body = new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(Duration.ofNanos(headers)).isLessThan(Duration.ofMillis(450));
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(490));
		assertThat(body).contains("Hello");
	}

	@Test
	void headersAfterShouldDelayTheHeaders() throws Exception {
		this.simulator.enqueue(Reply.text("Hello").headersAfter(Duration.ofMillis(60)));
		long start = System.nanoTime();
		Calls.open(this.calls.call(Dialect.OPENAI, true)).body().close();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(55));
	}

	@Test
	void tokensPerSecondShouldPaceStreamsAndDelayWholeBodies() throws Exception {
		this.simulator.always(Reply.text("a b c d e").tokensPerSecond(50));
		long start = System.nanoTime();
		streamed("");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(75));
		start = System.nanoTime();
		whole("");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(75));
	}

	@Test
	void pauseShouldHoldTheRestBack() throws Exception {
		this.simulator.enqueue(Reply.text("a b").pauseAfterTokens(1, Duration.ofMillis(80)));
		long start = System.nanoTime();
		assertThat(streamed("").body()).endsWith("[DONE]\n\n");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(75));
	}

	@Test
	void keepAliveCommentsShouldFillTheWaits() throws Exception {
		this.simulator.always(
				Reply.text("Hello").firstTokenAfter(Duration.ofMillis(60)).keepAliveComments(Duration.ofMillis(20)));
		assertThat(streamed("").body()).startsWith(": keep-alive\n\n: keep-alive\n\ndata: {");
		assertThat(whole("").body()).startsWith("\n\n{");
	}

	@Test
	void eventsShouldBeSentAsTheyAre() throws Exception {
		this.simulator.enqueue(Reply.events("data: 1\n\n", "event: x\r\ndata: 2\r\n\r\n"));
		assertThat(streamed("").body()).isEqualTo("data: 1\n\nevent: x\r\ndata: 2\r\n\r\n");
	}

	@Test
	void modelAndFinishReasonShouldBeAsAskedFor() throws Exception {
		this.simulator.enqueue(Reply.text("Hello").model("gpt-x-2026-01-01").finishReason("max_tokens"));
		JsonNode body = Calls.json(whole(""));
		assertThat(body.path("model").stringValue()).isEqualTo("gpt-x-2026-01-01");
		assertThat(body.at("/choices/0/finish_reason").stringValue()).isEqualTo("length");
	}

	@Test
	void serviceTierShouldBeAsAskedForInBodiesAndChunks() throws Exception {
		this.simulator.always(Reply.text("Hello you").serviceTier("flex"));
		assertThat(Calls.json(whole("")).path("service_tier").stringValue()).isEqualTo("flex");
		assertThat(events(streamed(",\"stream_options\":{\"include_usage\":true}").body())).hasSizeGreaterThan(3)
			.allMatch((event) -> event.path("service_tier").stringValue().equals("flex"));
	}

	@Test
	void serviceTierShouldBeDefaultOtherwise() throws Exception {
		assertThat(Calls.json(whole("")).path("service_tier").stringValue()).isEqualTo("default");
		assertThat(events(streamed("").body()))
			.allMatch((event) -> event.path("service_tier").stringValue().equals("default"));
	}

	@Test
	void idsShouldBeTheSameInEveryRun() throws Exception {
		String first = Calls.json(whole("")).path("id").stringValue();
		String second = Calls.json(whole("")).path("id").stringValue();
		this.simulator.reset();
		assertThat(Calls.json(whole("")).path("id").stringValue()).isEqualTo(first).isNotEqualTo(second);
	}

	private HttpResponse<String> whole(String more) throws Exception {
		return Calls.send(this.calls.openAi(Calls.openAiBody("gpt-4o-mini", more)));
	}

	private HttpResponse<String> streamed(String more) throws Exception {
		return whole(",\"stream\":true" + more);
	}

	private static List<JsonNode> events(String stream) {
		return Calls.data(stream).stream().filter((event) -> event.startsWith("{")).map(Json::read).toList();
	}

	private static List<String> contents(List<String> data) {
		return data.stream()
			.filter((event) -> event.contains("\"content\""))
			.map((event) -> Json.read(event).at("/choices/0/delta/content").stringValue())
			.toList();
	}

}
