package io.llmresilience.provider.anthropic;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.llmresilience.ChatRequest.Format;
import io.llmresilience.ChatRequest;
import io.llmresilience.ChatRequestBuilder;
import io.llmresilience.Content;
import io.llmresilience.Message;
import io.llmresilience.Tool;
import io.llmresilience.model.ModelSpec.Quirk;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RequestWriter}, {@link TurnWriter}, {@link BlockWriter} and
 * {@link ToolWriter}.
 */
class RequestWriterTests {

	private final ChatRequestBuilder request = ChatRequest.builder();

	@Test
	void writesTheSmallestRequest() {
		assertThat(Wire.body(this.request.user("Hi"))).isEqualTo(Wire.json("""
				{"model":"claude-test","max_tokens":100,
				 "messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}]}"""));
	}

	@Test
	void whenStreamedShouldSaySo() {
		byte[] body = new AnthropicDialect().write(this.request.user("Hi").maxTokens(5).build(), Wire.model(), true);
		assertThat(Wire.json(new String(body, StandardCharsets.UTF_8)).get("stream")).isEqualTo(Wire.json("true"));
	}

	@Test
	void writesTextInUtf8() {
		byte[] body = new AnthropicDialect().write(this.request.user("\u00e9\ud83d\ude00").maxTokens(5).build(),
				Wire.model(), false);
		assertThat(new String(body, StandardCharsets.UTF_8)).contains("\"\u00e9\ud83d\ude00\"");
	}

	@Test
	void oneSystemMessageBecomesPlainText() {
		assertSystem(this.request.system("Be brief").user("Hi"), "\"Be brief\"");
	}

	@Test
	void systemMessagesAnywhereBecomeTextBlocksInOrder() {
		this.request.system("one").user("Hi").system("two").assistant("Hello").user("Bye").system("three");
		assertSystem(this.request, """
				[{"type":"text","text":"one"},{"type":"text","text":"two"},{"type":"text","text":"three"}]""");
		assertMessages(this.request, """
				[{"role":"user","content":[{"type":"text","text":"Hi"}]},
				 {"role":"assistant","content":[{"type":"text","text":"Hello"}]},
				 {"role":"user","content":[{"type":"text","text":"Bye"}]}]""");
	}

	@Test
	void neighboursOfOneRoleBecomeOneMessage() {
		this.request.user("a").system("between").user("b").assistant("c").assistant("d");
		assertMessages(this.request, """
				[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},
				 {"role":"assistant","content":[{"type":"text","text":"c"},{"type":"text","text":"d"}]}]""");
	}

	@Test
	void imagesHaveTheirSource() {
		this.request.message(Message.user(new Content.Text("Which?"),
				new Content.ImageUrl(URI.create("https://example.org/a.png?b=c")),
				new Content.ImageData("image/png", "iVBORw0=")));
		assertMessages(this.request, """
				[{"role":"user","content":[{"type":"text","text":"Which?"},
				  {"type":"image","source":{"type":"url","url":"https://example.org/a.png?b=c"}},
				  {"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0="}}]}]""");
	}

	@Test
	void toolCallHasItsArgumentsAsObject() {
		call("{\"city\": \"Oslo\", \"days\": 1.50}").message(Message.toolResult("toolu_1", "rain"));
		assertMessages(this.request, """
				[{"role":"user","content":[{"type":"text","text":"Weather?"}]},
				 {"role":"assistant","content":[
				   {"type":"tool_use","id":"toolu_1","name":"weather","input":{"city":"Oslo","days":1.50}}]},
				 {"role":"user","content":[
				   {"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"text","text":"rain"}]}]}]""");
	}

	@Test
	void emptyArgumentsAreAnEmptyObject() {
		call("").message(Message.toolResult("toolu_1", "rain"));
		assertThat(Wire.body(this.request).at("/messages/1/content/0/input")).isEqualTo(Wire.json("{}"));
	}

	@Test
	void toolResultsComeFirstInTheUsersMessage() {
		Content.ToolCall one = new Content.ToolCall("toolu_1", "weather", "{}");
		Content.ToolCall two = new Content.ToolCall("toolu_2", "weather", "{}");
		this.request.user("Weather?")
			.message(new Message.Assistant(List.of(one, two)))
			.message(Message.toolResult("toolu_2", "sun"))
			.user("Well?")
			.message(Message.toolResult("toolu_1", "rain"))
			.user("And?");
		assertThat(Wire.body(this.request).at("/messages/2")).isEqualTo(Wire.json("""
				{"role":"user","content":[
				  {"type":"tool_result","tool_use_id":"toolu_2","content":[{"type":"text","text":"sun"}]},
				  {"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"text","text":"rain"}]},
				  {"type":"text","text":"Well?"},{"type":"text","text":"And?"}]}"""));
	}

	@Test
	void toolResultMayHaveImagesAndBeAnError() {
		call("{}").message(new Message.ToolResult("toolu_1",
				List.of(new Content.Text("see"), new Content.ImageData("image/gif", "R0lG")), true));
		assertThat(Wire.body(this.request).at("/messages/2/content/0")).isEqualTo(Wire.json("""
				{"type":"tool_result","tool_use_id":"toolu_1","is_error":true,"content":[{"type":"text","text":"see"},
				  {"type":"image","source":{"type":"base64","media_type":"image/gif","data":"R0lG"}}]}"""));
	}

	@Test
	void blankToolResultHasNoContent() {
		call("{}").message(Message.toolResult("toolu_1", " "));
		assertThat(Wire.body(this.request).at("/messages/2/content/0")).isEqualTo(Wire.json("""
				{"type":"tool_result","tool_use_id":"toolu_1"}"""));
	}

	@Test
	void signedAndRedactedReasoningGoBackAndForeignReasoningDoesNot() {
		this.request.user("Hi")
			.message(new Message.Assistant(List.of(new Content.Reasoning("hmm", "c2ln", null),
					new Content.Reasoning("from elsewhere", null, null), new Content.Reasoning("", null, "ZGF0YQ=="),
					new Content.Text("Hello"))))
			.user("Bye");
		assertThat(Wire.body(this.request).at("/messages/1/content")).isEqualTo(Wire.json("""
				[{"type":"thinking","thinking":"hmm","signature":"c2ln"},
				 {"type":"redacted_thinking","data":"ZGF0YQ=="},{"type":"text","text":"Hello"}]"""));
	}

	@Test
	void blankTextOfAnAnswerIsLeftOut() {
		this.request.user("Hi")
			.message(new Message.Assistant(List.of(new Content.Text("\n\n"), new Content.Text("Hello"))));
		assertThat(Wire.body(this.request).at("/messages/1/content")).isEqualTo(Wire.json("""
				[{"type":"text","text":"Hello"}]"""));
	}

	@Test
	void writesSamplingStopSequencesAndUser() {
		this.request.user("Hi").temperature(0.5).topP(0.9).stopSequences(List.of("END", "\n\n")).userId("u-1");
		assertThat(Wire.body(this.request)).isEqualTo(Wire.json("""
				{"model":"claude-test","max_tokens":100,"temperature":0.5,"top_p":0.9,
				 "stop_sequences":["END","\\n\\n"],"metadata":{"user_id":"u-1"},
				 "messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}]}"""));
	}

	@Test
	void seedIsLeftOut() {
		assertThat(Wire.body(this.request.user("Hi").seed(42))).isEqualTo(Wire.body(ChatRequest.builder().user("Hi")));
	}

	@Test
	void whenModelRefusesSamplingShouldLeaveItOutEvenIfOutOfRange() {
		this.request.user("Hi").temperature(1.5).topP(0.9).stopSequences(List.of("END"));
		assertThat(Wire.body(this.request, Quirk.NO_SAMPLING))
			.isEqualTo(Wire.body(ChatRequest.builder().user("Hi").stopSequences(List.of("END"))));
	}

	@Test
	void whenModelTakesOneOfBothShouldKeepTemperature() {
		assertThat(Wire.body(this.request.user("Hi").temperature(0.5).topP(0.9), Quirk.TEMPERATURE_OR_TOP_P))
			.isEqualTo(Wire.body(ChatRequest.builder().user("Hi").temperature(0.5)));
	}

	@Test
	void whenModelTakesOneOfBothShouldKeepTopPAlone() {
		assertThat(Wire.body(this.request.user("Hi").topP(0.9), Quirk.TEMPERATURE_OR_TOP_P).get("top_p"))
			.isEqualTo(Wire.json("0.9"));
	}

	@Test
	void writesToolsAndGivesTheirSchemaAType() {
		this.request.user("Hi")
			.tool(new Tool("weather", "Tells the weather",
					Map.of("type", "object", "properties", Map.of("city", Map.of("type", "string")))))
			.tool(new Tool("now", "", Map.of()));
		assertThat(Wire.body(this.request).get("tools")).isEqualTo(Wire.json("""
				[{"name":"weather","description":"Tells the weather",
				  "input_schema":{"type":"object","properties":{"city":{"type":"string"}}}},
				 {"name":"now","input_schema":{"type":"object"}}]"""));
	}

	@Test
	void writesToolChoice() {
		assertChoice(Tool.Choice.AUTO, "{\"type\":\"auto\"}");
		assertChoice(Tool.Choice.REQUIRED, "{\"type\":\"any\"}");
		assertChoice(Tool.Choice.NONE, "{\"type\":\"none\"}");
		assertChoice(Tool.Choice.named("now"), "{\"type\":\"tool\",\"name\":\"now\"}");
	}

	@Test
	void freeToolChoiceWithoutToolsIsLeftOut() {
		assertThat(Wire.body(this.request.user("Hi").toolChoice(Tool.Choice.NONE)).has("tool_choice")).isFalse();
	}

	@Test
	void writesJsonSchema() {
		this.request.user("Hi").format(new Format.JsonSchema("person", Map.of("type", "object"), true));
		assertThat(Wire.body(this.request).get("output_config")).isEqualTo(Wire.json("""
				{"format":{"type":"json_schema","schema":{"type":"object"}}}"""));
	}

	@Test
	void writesExtraFieldsOfThisDialectOnly() {
		this.request.user("Hi")
			.extra("anthropic", "thinking", Map.of("type", "enabled", "budget_tokens", 2048))
			.extra("openai", "logprobs", true);
		assertThat(Wire.body(this.request)).isEqualTo(Wire.json("""
				{"model":"claude-test","max_tokens":100,"thinking":{"type":"enabled","budget_tokens":2048},
				 "messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}]}"""));
	}

	@Test
	void extraFieldWinsAndIsWrittenOnce() {
		byte[] body = new AnthropicDialect().write(
				this.request.user("Hi").temperature(0.5).maxTokens(5).extra("anthropic", "temperature", 0.7).build(),
				Wire.model(), false);
		assertThat(new String(body, StandardCharsets.UTF_8)).containsOnlyOnce("\"temperature\"")
			.contains("\"temperature\":0.7");
	}

	@Test
	void toolChoiceMayBeAboutExtraTools() {
		this.request.user("Hi")
			.toolChoice(Tool.Choice.REQUIRED)
			.extra("anthropic", "tools", List.of(Map.of("type", "web_search_20250305", "name", "web_search")));
		assertThat(Wire.body(this.request).get("tool_choice")).isEqualTo(Wire.json("{\"type\":\"any\"}"));
	}

	private ChatRequestBuilder call(String arguments) {
		return this.request.user("Weather?")
			.message(new Message.Assistant(List.of(new Content.ToolCall("toolu_1", "weather", arguments))));
	}

	private static void assertSystem(ChatRequestBuilder request, String expected) {
		assertThat(Wire.body(request).get("system")).isEqualTo(Wire.json(expected));
	}

	private static void assertMessages(ChatRequestBuilder request, String expected) {
		assertThat(Wire.body(request).get("messages")).isEqualTo(Wire.json(expected));
	}

	private static void assertChoice(Tool.Choice choice, String expected) {
		ChatRequestBuilder request = ChatRequest.builder().user("Hi").tool(new Tool("now", "", Map.of()));
		assertThat(Wire.body(request.toolChoice(choice)).get("tool_choice")).isEqualTo(Wire.json(expected));
	}

}
