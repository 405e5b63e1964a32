package io.llmresilience.provider.openai;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.llmresilience.ChatRequest.Format;
import io.llmresilience.ChatRequest;
import io.llmresilience.ChatRequestBuilder;
import io.llmresilience.Content;
import io.llmresilience.Message;
import io.llmresilience.Tool;
import io.llmresilience.model.ModelSpec.Quirk;
import io.llmresilience.model.ModelSpec;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the request bodies that {@link OpenAiDialect} writes.
 */
@ExtendWith(OutputCaptureExtension.class)
class OpenAiRequestTests {

	private static final JsonMapper mapper = new JsonMapper();

	private final OpenAiDialect dialect = new OpenAiDialect();

	@Test
	void textIsWrittenAsPlainContent() {
		assertWritten(ChatRequest.of("Hi"), "{'model':'m-1','messages':[{'role':'user','content':'Hi'}]}");
	}

	@Test
	void conversationKeepsItsOrderAndRoles() {
		assertWritten(ChatRequest.builder().system("Be brief").user("Hi").assistant("Hello").user("Bye").build(), """
				{'model':'m-1','messages':[{'role':'system','content':'Be brief'},{'role':'user','content':'Hi'},
				{'role':'assistant','content':'Hello'},{'role':'user','content':'Bye'}]}""");
	}

	@Test
	void whenModelWantsDeveloperMessagesShouldWriteThemForSystemMessages() {
		assertWritten(ChatRequest.builder().system("Be brief").user("Hi").build(), model(Quirk.DEVELOPER_MESSAGES),
				"""
						{'model':'m-1','messages':[{'role':'developer','content':'Be brief'},{'role':'user','content':'Hi'}]}""");
	}

	@Test
	void imagesAreWrittenAsParts() {
		Message message = Message.user(new Content.Text("What is this?"),
				new Content.ImageUrl(URI.create("https://example.com/cat.png")),
				new Content.ImageData("image/png", "AAEC"));
		assertWritten(ChatRequest.of(List.of(message)), """
				{'model':'m-1','messages':[{'role':'user','content':[{'type':'text','text':'What is this?'},
				{'type':'image_url','image_url':{'url':'https://example.com/cat.png'}},
				{'type':'image_url','image_url':{'url':'data:image/png;base64,AAEC'}}]}]}""");
	}

	@Test
	void imageOfManyBytesIsWrittenWhole() {
		byte[] bytes = new byte[1_000_003];
		new Random(7).nextBytes(bytes);
		Content.ImageData image = Content.ImageData.of("image/jpeg", bytes);
		String body = write(ChatRequest.of(List.of(Message.user(image))), model(), false);
		assertThat(mapper.readTree(body).at("/messages/0/content/0/image_url/url").stringValue())
			.isEqualTo("data:image/jpeg;base64," + image.base64());
	}

	@Test
	void toolCallsAndTheirResultsAreWritten() {
		Message calls = new Message.Assistant(List.of(new Content.Reasoning("hidden", null, null),
				new Content.ToolCall("call_1", "lookup", "{\"id\":4}"), new Content.ToolCall("call_2", "now", "")));
		assertWritten(
				ChatRequest.of(List.of(Message.user("Look"), calls, Message.toolResult("call_2", "noon"),
						new Message.ToolResult("call_1", List.of(), true))),
				"""
						{'model':'m-1','messages':[{'role':'user','content':'Look'},
						{'role':'assistant','content':null,'tool_calls':[
						{'id':'call_1','type':'function','function':{'name':'lookup','arguments':'{\\"id\\":4}'}},
						{'id':'call_2','type':'function','function':{'name':'now','arguments':''}}]},
						{'role':'tool','tool_call_id':'call_2','content':'noon'},
						{'role':'tool','tool_call_id':'call_1','content':''}]}""");
	}

	@Test
	void textBesideToolCallsIsKept() {
		Message call = new Message.Assistant(
				List.of(new Content.Text("One moment"), new Content.ToolCall("c", "now", "{}")));
		Message result = new Message.ToolResult("c", List.of(new Content.Text("a"), new Content.Text("b")), false);
		assertWritten(ChatRequest.of(List.of(Message.user("Time?"), call, result)), """
				{'model':'m-1','messages':[{'role':'user','content':'Time?'},
				{'role':'assistant','content':'One moment','tool_calls':[
				{'id':'c','type':'function','function':{'name':'now','arguments':'{}'}}]},
				{'role':'tool','tool_call_id':'c','content':'ab'}]}""");
	}

	@Test
	void reasoningIsNotSentBack() {
		Message thought = new Message.Assistant(List.of(new Content.Reasoning("hidden", "signature", null)));
		assertWritten(ChatRequest.of(List.of(Message.user("Hi"), thought)), """
				{'model':'m-1','messages':[{'role':'user','content':'Hi'},{'role':'assistant','content':''}]}""");
	}

	@Test
	void toolsAreWrittenWithTheirSchema() {
		Tool lookup = new Tool("lookup", "Finds a thing", Map.of("type", "object", "required", List.of("id")));
		Tool now = new Tool("now", "", Map.of());
		assertWritten(ChatRequest.builder().user("Hi").tool(lookup).tool(now).build(), """
				{'model':'m-1','messages':[{'role':'user','content':'Hi'}],'tools':[
				{'type':'function','function':{'name':'lookup','description':'Finds a thing',
				'parameters':{'type':'object','required':['id']}}},
				{'type':'function','function':{'name':'now'}}]}""");
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '`', textBlock = """
			AUTO,     'auto'
			NONE,     'none'
			REQUIRED, 'required'
			NAMED,    `{'type':'function','function':{'name':'now'}}`
			""")
	void choiceOfToolsIsWritten(Tool.Choice.Mode mode, String expected) {
		Tool.Choice choice = new Tool.Choice(mode, (mode == Tool.Choice.Mode.NAMED) ? "now" : null);
		ChatRequest request = ChatRequest.builder()
			.user("Hi")
			.tool(new Tool("now", "", Map.of()))
			.toolChoice(choice)
			.build();
		assertThat(mapper.readTree(write(request, model(), false)).path("tool_choice")).isEqualTo(tree(expected));
	}

	@Test
	void whenThereAreNoToolsShouldWriteNoChoiceOfThem() {
		assertWritten(ChatRequest.builder().user("Hi").toolChoice(Tool.Choice.AUTO).build(),
				"{'model':'m-1','messages':[{'role':'user','content':'Hi'}]}");
	}

	@Test
	void jsonIsAskedFor() {
		assertField(ChatRequest.builder().user("Hi").format(Format.Json.INSTANCE), "response_format",
				"{'type':'json_object'}");
	}

	@Test
	void jsonOfASchemaIsAskedFor() {
		assertField(
				ChatRequest.builder().user("Hi").format(new Format.JsonSchema("city", Map.of("type", "object"), true)),
				"response_format",
				"{'type':'json_schema','json_schema':{'name':'city','schema':{'type':'object'},'strict':true}}");
	}

	@Test
	void compatibleServersGetMaxTokens() {
		assertWritten(ChatRequest.builder().user("Hi").maxTokens(50).build(),
				"{'model':'m-1','messages':[{'role':'user','content':'Hi'}],'max_tokens':50}");
	}

	@Test
	void whenModelRefusesMaxTokensShouldWriteMaxCompletionTokens() {
		assertWritten(ChatRequest.builder().user("Hi").maxTokens(50).build(), model(Quirk.MAX_COMPLETION_TOKENS),
				"{'model':'m-1','messages':[{'role':'user','content':'Hi'}],'max_completion_tokens':50}");
	}

	@Test
	void samplingIsWritten() {
		assertWritten(sampled().build(), """
				{'model':'m-1','messages':[{'role':'user','content':'Hi'}],
				'temperature':0.5,'top_p':0.9,'seed':7,'stop':['END','STOP']}""");
	}

	@Test
	void whenModelRefusesSamplingShouldLeaveItOutAndSaySoAtDebug(CapturedOutput output) {
		LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());
		logging.setLogLevel(OpenAiRequestWriter.class.getName(), LogLevel.DEBUG);
		try {
			assertWritten(sampled().build(), model(Quirk.NO_SAMPLING, Quirk.NO_STOP_SEQUENCES),
					"{'model':'m-1','messages':[{'role':'user','content':'Hi'}],'seed':7}");
		}
		finally {
			logging.setLogLevel(OpenAiRequestWriter.class.getName(), null);
		}
		assertThat(output.getOut().lines().filter((line) -> line.contains("Left out"))).singleElement()
			.asString()
			.endsWith(" Left out [temperature, top_p, stop], which test/m-1 refuses");
		assertThat(output).doesNotContain("STOP");
	}

	@Test
	void whenModelTakesTemperatureOrTopPShouldLeaveOutTopP() {
		assertWritten(sampled().build(), model(Quirk.TEMPERATURE_OR_TOP_P), """
				{'model':'m-1','messages':[{'role':'user','content':'Hi'}],
				'temperature':0.5,'seed':7,'stop':['END','STOP']}""");
	}

	@Test
	void whenModelTakesTemperatureOrTopPShouldKeepALoneTopP() {
		assertWritten(ChatRequest.builder().user("Hi").topP(0.9).build(), model(Quirk.TEMPERATURE_OR_TOP_P),
				"{'model':'m-1','messages':[{'role':'user','content':'Hi'}],'top_p':0.9}");
	}

	@Test
	void userIsNamed() {
		assertField(ChatRequest.builder().user("Hi").userId("u-1"), "user", "'u-1'");
	}

	@Test
	void streamIsAskedForWithItsUsage() {
		assertThat(mapper.readTree(write(ChatRequest.of("Hi"), model(), true))).isEqualTo(tree("""
				{'model':'m-1','messages':[{'role':'user','content':'Hi'}],
				'stream':true,'stream_options':{'include_usage':true}}"""));
	}

	@Test
	void extraFieldsOfTheDialectArePassedThrough() {
		Map<String, Object> nested = new LinkedHashMap<>();
		nested.put("nothing", null);
		nested.put("list", List.of(1, 2L, 0.5, 1.5f, true, new BigDecimal("1.10"), BigInteger.TEN, (short) 3));
		assertWritten(ChatRequest.builder()
			.user("Hi")
			.extra("openai", "nested", nested)
			.extra("openai", "reasoning_effort", "low")
			.extra("anthropic", "top_k", 5)
			.build(), """
					{'model':'m-1','messages':[{'role':'user','content':'Hi'}],
					'nested':{'nothing':null,'list':[1,2,0.5,1.5,true,1.10,10,3]},'reasoning_effort':'low'}""");
	}

	@Test
	void extraFieldReplacesOursAndIsWrittenOnce() {
		ChatRequest request = sampled().maxTokens(50)
			.userId("u-1")
			.format(Format.Json.INSTANCE)
			.extra("openai", "temperature", 1)
			.extra("openai", "top_p", 1)
			.extra("openai", "seed", 1)
			.extra("openai", "stop", "X")
			.extra("openai", "user", "u-2")
			.extra("openai", "model", "m-2")
			.extra("openai", "response_format", Map.of("type", "text"))
			.extra("openai", "stream_options", Map.of("include_obfuscation", false))
			.extra("openai", "max_completion_tokens", 60)
			.build();
		String body = write(request, model(), true);
		assertThat(mapper.readTree(body)).isEqualTo(tree("""
				{'model':'m-2','messages':[{'role':'user','content':'Hi'}],'stream':true,
				'stream_options':{'include_obfuscation':false},'temperature':1,'top_p':1,'seed':1,'stop':'X',
				'user':'u-2','response_format':{'type':'text'},'max_completion_tokens':60}"""));
		assertThat(body).containsOnlyOnce("\"temperature\"").containsOnlyOnce("\"stop\"").containsOnlyOnce("\"user\":");
	}

	@Test
	void extraFieldIsPassedEvenIfTheModelIsSaidToRefuseIt() {
		ChatRequest request = sampled().extra("openai", "temperature", 1).build();
		assertThat(mapper.readTree(write(request, model(Quirk.NO_SAMPLING), false)).path("temperature"))
			.isEqualTo(tree("1"));
	}

	@Test
	void mapsAreWrittenInTheirOwnOrderOrElseByKey() {
		Map<String, Object> ordered = new LinkedHashMap<>();
		ordered.put("z", 1);
		ordered.put("a", 2);
		Tool tool = new Tool("t", "", Map.of("y", Map.of("d", 1, "c", 2, "b", 3, "a", 4), "x", ordered));
		assertThat(write(ChatRequest.builder().user("Hi").tool(tool).build(), model(), false))
			.contains("{\"x\":{\"z\":1,\"a\":2},\"y\":{\"a\":4,\"b\":3,\"c\":2,\"d\":1}}");
	}

	@Test
	void textOfAnyLanguageIsWritten() {
		String text = "Grüße \"\\\n\u0001 日本 😀";
		assertThat(mapper.readTree(write(ChatRequest.of(text), model(), false)).at("/messages/0/content").stringValue())
			.isEqualTo(text);
	}

	@Test
	void halfASurrogatePairIsEscaped() {
		assertThat(write(ChatRequest.of("cut \ud83d"), model(), false)).contains("\"cut \\uD83D\"");
	}

	private static ChatRequestBuilder sampled() {
		return ChatRequest.builder()
			.user("Hi")
			.temperature(0.5)
			.topP(0.9)
			.seed(7)
			.stopSequences(List.of("END", "STOP"));
	}

	private void assertField(ChatRequestBuilder request, String field, String expected) {
		assertThat(mapper.readTree(write(request.build(), model(), false)).path(field)).isEqualTo(tree(expected));
	}

	private void assertWritten(ChatRequest request, String expected) {
		assertWritten(request, model(), expected);
	}

	private void assertWritten(ChatRequest request, ModelSpec model, String expected) {
		assertThat(mapper.readTree(write(request, model, false))).isEqualTo(tree(expected));
	}

	private String write(ChatRequest request, ModelSpec model, boolean streamed) {
		return new String(this.dialect.write(request, model, streamed), StandardCharsets.UTF_8);
	}

	private static JsonNode tree(String json) {
		return mapper.readTree(json.replace('\'', '"'));
	}

	private static ModelSpec model(Quirk... quirks) {
		return new ModelSpec("test/m-1", true, 1000, 100, Set.of(quirks));
	}

}
