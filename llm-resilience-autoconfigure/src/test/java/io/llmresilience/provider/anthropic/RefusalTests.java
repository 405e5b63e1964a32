package io.llmresilience.provider.anthropic;

import java.net.URI;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.llmresilience.CallRefusedException;
import io.llmresilience.ChatRequest.Format;
import io.llmresilience.ChatRequest;
import io.llmresilience.ChatRequestBuilder;
import io.llmresilience.Content;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException.Sent;
import io.llmresilience.Message;
import io.llmresilience.Tool;
import io.llmresilience.model.ModelSpec.Quirk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RequestRules} and {@link ConversationRules}.
 */
class RefusalTests {

	private static final String NO_JSON = "the request cannot be written as JSON; look for extra fields or schemas that "
			+ "are nested more than 500 deep, or tool call arguments cut inside a character";

	private static final String UNANSWERED = "messages[1] has a tool call without a result, but Anthropic wants "
			+ "every call answered by the messages right after it; add a tool result";

	private static final String STRAY = "messages[%s] is the result of no open tool call of the assistant's message "
			+ "just before; let it follow its call, once";

	private final ChatRequestBuilder request = ChatRequest.builder();

	@Test
	void refusalIsAnInvalidRequestOfTheRouteThatWasNotSent() {
		assertThatExceptionOfType(CallRefusedException.class)
			.isThrownBy(() -> Wire.body(this.request.user("Hi").temperature(1.2)))
			.satisfies((ex) -> {
				assertThat(ex.kind()).isEqualTo(FailureKind.INVALID_REQUEST);
				assertThat(ex.route()).isEqualTo("anthropic/claude-test");
				assertThat(ex.sent()).isEqualTo(Sent.NO);
			});
	}

	@Test
	void temperatureAboveOneIsRefused() {
		assertRefused(this.request.user("Hi").temperature(1.2),
				"'temperature' is 1.2, but Anthropic takes 0 to 1; use at most 1");
	}

	@Test
	void jsonWithoutSchemaIsRefused() {
		assertRefused(this.request.user("Hi").format(Format.Json.INSTANCE),
				"'format' is JSON without a schema, which Anthropic does not have; use a JSON schema");
	}

	@Test
	void whenModelRefusesToolsShouldRefuse() {
		assertRefused(this.request.user("Hi").tool(new Tool("now", "", Map.of())),
				"'tools' is not empty, but the model refuses tools; use another model or leave them out",
				Quirk.NO_TOOLS);
	}

	@Test
	void whenModelRefusesForceShouldRefuse() {
		this.request.user("Hi").tool(new Tool("now", "", Map.of())).toolChoice(Tool.Choice.REQUIRED);
		assertRefused(this.request,
				"'toolChoice' is REQUIRED, but the model refuses to be forced to call a tool; use AUTO or NONE",
				Quirk.NO_FORCED_TOOLS);
	}

	@Test
	void whenModelRefusesForceShouldStillTakeAuto() {
		this.request.user("Hi").tool(new Tool("now", "", Map.of())).toolChoice(Tool.Choice.AUTO);
		assertThat(Wire.body(this.request, Quirk.NO_FORCED_TOOLS).has("tool_choice")).isTrue();
	}

	@Test
	void forcedChoiceWithoutToolsIsRefused() {
		assertRefused(this.request.user("Hi").toolChoice(Tool.Choice.REQUIRED),
				"'toolChoice' is REQUIRED, but the request has no tools; add one or use AUTO");
	}

	@Test
	void betaHeaderAmongExtraFieldsIsRefused() {
		assertRefused(this.request.user("Hi").extra("anthropic", "anthropic-beta", "x-2026-01-01"),
				"'extra.anthropic.anthropic-beta' is a header and no field of the request; "
						+ "set it among the provider's headers");
	}

	@Test
	void extraFieldWithoutJsonFormIsRefused() {
		this.request.user("Hi").extra("anthropic", "container", Map.of("at", new Date(0)));
		assertThatExceptionOfType(CallRefusedException.class).isThrownBy(() -> Wire.body(this.request))
			.withMessageContaining("'extra.anthropic.container' holds a java.util.Date");
	}

	@Test
	void toolParametersWithoutJsonFormAreRefused() {
		this.request.user("Hi").tool(new Tool("now", "", Map.of("properties", Map.of("at", new Date(0)))));
		assertThatExceptionOfType(CallRefusedException.class).isThrownBy(() -> Wire.body(this.request))
			.withMessageContaining("'tools[0].parameters' holds a java.util.Date");
	}

	@Test
	void extraFieldThatContainsItselfIsRefused() {
		List<Object> endless = new ArrayList<>();
		endless.add(endless);
		assertRefused(this.request.user("Hi").extra("anthropic", "container", endless), NO_JSON);
	}

	@Test
	void argumentsCutInsideACharacterAreRefused() {
		assertRefused(call("{\"a\":\"\ud83d\"}").message(Message.toolResult("toolu_1", "rain")), NO_JSON);
	}

	@Test
	void conversationThatBeginsWithAnAnswerIsRefused() {
		assertRefused(this.request.system("Be brief").assistant("Hello").user("Hi"),
				"messages[1] is the first one and not a user's, but Anthropic's conversations begin with the user; "
						+ "add a user's message before it");
	}

	@Test
	void whenModelRefusesPrefillShouldRefuse() {
		assertRefused(this.request.user("Hi").assistant("I").system("Be brief"),
				"messages[1] is an assistant's and the last one, but the model refuses to continue an answer; "
						+ "end the conversation with a user's message",
				Quirk.NO_PREFILL);
	}

	@Test
	void whenModelTakesPrefillShouldWriteIt() {
		assertThat(Wire.body(this.request.user("Hi").assistant("I")).at("/messages/1/role"))
			.isEqualTo(Wire.json("\"assistant\""));
	}

	@Test
	void whenModelRefusesImagesShouldRefuse() {
		this.request.message(Message.user(new Content.ImageUrl(URI.create("https://example.org/a.png"))));
		assertRefused(this.request,
				"messages[0] has an image, but the model refuses images; use another model or leave it out",
				Quirk.NO_IMAGES);
	}

	@Test
	void whenModelRefusesImagesShouldRefuseThemInToolResults() {
		call()
			.message(new Message.ToolResult("toolu_1", List.of(new Content.ImageData("image/png", "iVBORw0=")), false));
		assertRefused(this.request,
				"messages[2] has an image, but the model refuses images; use another model or leave it out",
				Quirk.NO_IMAGES);
	}

	@Test
	void emptyAnswerIsRefused() {
		this.request.user("Hi").message(new Message.Assistant(List.of())).user("Well?");
		assertRefused(this.request,
				"messages[1] is an assistant's without content, but Anthropic takes no empty message; leave it out");
	}

	@Test
	void answerOfForeignReasoningAndBlankTextIsRefused() {
		this.request.user("Hi")
			.message(new Message.Assistant(
					List.of(new Content.Reasoning("from elsewhere", null, null), new Content.Text(" "))))
			.user("Well?");
		assertRefused(this.request,
				"messages[1] is an assistant's without content, but Anthropic takes no empty message; leave it out");
	}

	@Test
	void argumentsThatAreNoObjectAreRefused() {
		for (String arguments : List.of("[1]", "\"x\"", "{\"a\":", "{\"a\":1} {}", "null", "{'a':1}", " ")) {
			ChatRequestBuilder calling = ChatRequest.builder()
				.user("Weather?")
				.message(new Message.Assistant(List.of(new Content.ToolCall("toolu_1", "weather", arguments))))
				.message(Message.toolResult("toolu_1", "rain"));
			assertRefused(calling,
					"messages[1] has a tool call whose arguments are no JSON object, but Anthropic takes nothing else; "
							+ "mend the arguments or leave the call and its result out");
		}
	}

	@Test
	void unansweredCallAtTheEndIsRefused() {
		assertRefused(call(), UNANSWERED);
	}

	@Test
	void callThatIsAnsweredByAUserOnlyIsRefused() {
		assertRefused(call().user("Never mind"), UNANSWERED);
	}

	@Test
	void callThatIsAnsweredTooLateIsRefused() {
		call().user("Wait").assistant("I wait").message(Message.toolResult("toolu_1", "rain"));
		assertRefused(this.request, UNANSWERED);
	}

	@Test
	void callsOfNeighbouringAnswersMayBeAnsweredTogether() {
		call().message(new Message.Assistant(List.of(new Content.ToolCall("toolu_2", "weather", "{}"))))
			.message(Message.toolResult("toolu_2", "sun"))
			.message(Message.toolResult("toolu_1", "rain"));
		assertThat(Wire.body(this.request).at("/messages/1/content").size()).isEqualTo(2);
	}

	@Test
	void resultWithoutCallIsRefused() {
		assertRefused(this.request.user("Hi").message(Message.toolResult("toolu_1", "rain")), STRAY.formatted(1));
	}

	@Test
	void secondResultOfOneCallIsRefused() {
		call().message(Message.toolResult("toolu_1", "rain")).message(Message.toolResult("toolu_1", "rain"));
		assertRefused(this.request, STRAY.formatted(3));
	}

	@Test
	void toolResultWithReasoningIsRefused() {
		call().message(new Message.ToolResult("toolu_1", List.of(new Content.Reasoning("hmm", null, null)), false));
		assertRefused(this.request, "messages[2] is a tool result with Reasoning, but Anthropic takes text and images "
				+ "only; leave it out");
	}

	private ChatRequestBuilder call() {
		return call("{}");
	}

	private ChatRequestBuilder call(String arguments) {
		return this.request.user("Weather?")
			.message(new Message.Assistant(List.of(new Content.ToolCall("toolu_1", "weather", arguments))));
	}

	private static void assertRefused(ChatRequestBuilder request, String message, Quirk... quirks) {
		assertThatExceptionOfType(CallRefusedException.class).isThrownBy(() -> Wire.body(request, quirks))
			.withMessage("anthropic/claude-test: " + message)
			.withNoCause();
	}

}
