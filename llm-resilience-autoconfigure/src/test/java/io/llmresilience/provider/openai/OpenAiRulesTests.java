package io.llmresilience.provider.openai;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

import io.llmresilience.CallRefusedException;
import io.llmresilience.ChatRequest;
import io.llmresilience.ChatRequestBuilder;
import io.llmresilience.Content;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;
import io.llmresilience.Message;
import io.llmresilience.Tool;
import io.llmresilience.model.ModelSpec.Quirk;
import io.llmresilience.model.ModelSpec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what {@link OpenAiDialect} refuses to write.
 */
class OpenAiRulesTests {

	private static final String SECRET = "CANARY";

	private static final Tool NOW = new Tool("now", SECRET, Map.of());

	private static final Content.ImageData IMAGE = new Content.ImageData("image/png", SECRET);

	private final OpenAiDialect dialect = new OpenAiDialect();

	@Test
	void refusalIsOfAnInvalidRequestThatWasNotSent() {
		assertThatExceptionOfType(CallRefusedException.class)
			.isThrownBy(() -> write(ChatRequest.of(SECRET), Quirk.NO_CHAT_COMPLETIONS))
			.satisfies((ex) -> {
				assertThat(ex.kind()).isEqualTo(FailureKind.INVALID_REQUEST);
				assertThat(ex.sent()).isEqualTo(LlmException.Sent.NO);
				assertThat(ex.route()).isEqualTo("test/m-1");
			});
	}

	@Test
	void whenModelHasNoChatCompletionsShouldRefuse() {
		assertRefused((request) -> {
		}, "the model answers only on the Responses API, which is not spoken here; "
				+ "choose a model that has Chat Completions", Quirk.NO_CHAT_COMPLETIONS);
	}

	@Test
	void whenModelTakesNoToolsShouldRefuseThem() {
		assertRefused((request) -> request.tool(NOW),
				"'tools' has 1, but the model takes none on Chat Completions; leave them out or choose another model",
				Quirk.NO_TOOLS);
	}

	@Test
	void whenModelTakesNoForcedToolsShouldRefuseThem() {
		assertRefused((request) -> request.tool(NOW).toolChoice(Tool.Choice.named("now")),
				"'toolChoice' is NAMED, but the model cannot be forced to call a tool; use AUTO or choose another model",
				Quirk.NO_FORCED_TOOLS);
	}

	@Test
	void whenModelTakesNoForcedToolsShouldTakeFreeOnes() {
		assertThatCode(() -> write(ChatRequest.builder().user("Hi").tool(NOW).toolChoice(Tool.Choice.AUTO).build(),
				Quirk.NO_FORCED_TOOLS))
			.doesNotThrowAnyException();
	}

	@Test
	void whenAToolIsRequiredButNoneIsGivenShouldRefuse() {
		assertRefused((request) -> request.toolChoice(Tool.Choice.REQUIRED),
				"'toolChoice' is REQUIRED, but 'tools' is empty; add a tool or leave it out");
	}

	@Test
	void whenModelTakesNoImagesShouldRefuseThem() {
		assertRefused((request) -> request.message(Message.user(new Content.Text(SECRET), IMAGE)),
				"messages[1] has an image, but the model takes none; leave it out or choose another model",
				Quirk.NO_IMAGES);
	}

	@Test
	void whenThereAreMoreThanFourStopSequencesShouldRefuse() {
		assertRefused((request) -> request.stopSequences(List.of(SECRET, "2", "3", "4", "5")),
				"'stopSequences' has 5, but Chat Completions takes at most 4; leave some out");
	}

	@Test
	void whenModelRefusesStopSequencesShouldNotCountThem() {
		assertThatCode(
				() -> write(ChatRequest.builder().user("Hi").stopSequences(List.of("1", "2", "3", "4", "5")).build(),
						Quirk.NO_STOP_SEQUENCES))
			.doesNotThrowAnyException();
	}

	@Test
	void whenToolCallsAreNotAnsweredShouldRefuse() {
		assertRefused((request) -> request.message(calls("a", "b")).message(Message.toolResult("a", SECRET)),
				"messages[1] makes the tool call 'b', but no tool result follows it; "
						+ "add the result or leave the call out");
	}

	@Test
	void whenToolCallsAreAnsweredTooLateShouldRefuse() {
		assertRefused((request) -> request.message(calls("a")).user(SECRET).message(Message.toolResult("a", SECRET)),
				"messages[1] makes the tool call 'a', but no tool result follows it; "
						+ "add the result or leave the call out");
	}

	@Test
	void whenToolResultHasNoCallShouldRefuse() {
		assertRefused((request) -> request.message(calls("a")).message(Message.toolResult("x", SECRET)),
				"messages[2] is the result of the tool call 'x', which the assistant message before it has not made, "
						+ "or which is answered already; keep tool calls and their results together");
	}

	@Test
	void whenToolCallIsAnsweredTwiceShouldRefuse() {
		assertRefused(
				(request) -> request.message(calls("a"))
					.message(Message.toolResult("a", SECRET))
					.message(Message.toolResult("a", SECRET)),
				"messages[3] is the result of the tool call 'a', which the assistant message before it has not made, "
						+ "or which is answered already; keep tool calls and their results together");
	}

	@Test
	void whenToolResultHasAnImageShouldRefuse() {
		assertRefused(
				(request) -> request.message(calls("a"))
					.message(new Message.ToolResult("a", List.of(new Content.Text(SECRET), IMAGE), false)),
				"messages[2] is a tool result with ImageData, but Chat Completions takes only text there; "
						+ "send it in a user message");
	}

	@Test
	void whenExtraFieldsChangeTheFormOfTheAnswerShouldRefuse() {
		assertRefused((request) -> request.extra("openai", "stream", true),
				"the extra field 'stream' is not taken, since it would change the form of the answer; "
						+ "ask for a stream or a whole answer instead");
	}

	@Test
	void whenExtraFieldHasAForeignTypeShouldRefuse() {
		assertRefused((request) -> request.extra("openai", "wait", List.of(Map.of("for", Duration.ZERO))),
				"'extra' holds a java.time.Duration, which has no form in JSON; "
						+ "use maps with string keys, lists, strings, finite numbers and booleans");
	}

	@Test
	void whenToolSchemaHasAForeignKeyShouldRefuse() {
		assertRefused((request) -> request.tool(NOW).tool(new Tool("t", "", Map.of("a", Map.of(1, SECRET)))),
				"'tools[1].parameters' holds a map key that is not a string, which has no form in JSON; "
						+ "use maps with string keys, lists, strings, finite numbers and booleans");
	}

	@Test
	void whenAnswerSchemaHasANumberThatIsNoneShouldRefuse() {
		assertRefused(
				(request) -> request
					.format(new ChatRequest.Format.JsonSchema("s", Map.of("minimum", Double.NaN), true)),
				"'format.schema' holds a java.lang.Double that is infinite or of an unknown kind, which has no form in JSON; "
						+ "use maps with string keys, lists, strings, finite numbers and booleans");
	}

	@Test
	void whenSchemaHoldsItselfShouldRefuse() {
		Map<String, Object> schema = new HashMap<>();
		schema.put("items", schema);
		assertRefused((request) -> request.tool(new Tool("t", "", schema)),
				"the request cannot be written as JSON; look for maps and lists that are nested more than 500 deep");
	}

	private void assertRefused(Consumer<ChatRequestBuilder> details, String message, Quirk... quirks) {
		ChatRequestBuilder request = ChatRequest.builder().user(SECRET);
		details.accept(request);
		assertThatExceptionOfType(CallRefusedException.class).isThrownBy(() -> write(request.build(), quirks))
			.withMessage("test/m-1: " + message)
			.withNoCause()
			.satisfies((ex) -> assertThat(ex).message().doesNotContain(SECRET));
	}

	private void write(ChatRequest request, Quirk... quirks) {
		this.dialect.write(request, new ModelSpec("test/m-1", true, 1000, 100, Set.of(quirks)), false);
	}

	private static Message calls(String... ids) {
		return new Message.Assistant(
				List.of(ids).stream().<Content>map((id) -> new Content.ToolCall(id, "now", SECRET)).toList());
	}

}
