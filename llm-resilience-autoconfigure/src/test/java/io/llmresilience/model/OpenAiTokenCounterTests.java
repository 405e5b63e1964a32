package io.llmresilience.model;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import com.knuddels.jtokkit.Encodings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.llmresilience.ChatRequest;
import io.llmresilience.ChatRequest.Format;
import io.llmresilience.Content;
import io.llmresilience.Message;
import io.llmresilience.Tool;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OpenAiTokenCounter}. Expected numbers are those that OpenAI publishes
 * with its example of how to count.
 */
class OpenAiTokenCounterTests {

	private static final TokenCounter COUNTER = TokenCounter.openAi(new TokenEstimators());

	private static final ModelSpec GPT_4O = model("openai/gpt-4o");

	private static final ModelSpec GPT_4 = model("openai/gpt-4");

	private static final Tool WEATHER = new Tool("get_current_weather", "Get the current weather in a given location",
			Map.of("type", "object", "properties",
					Map.of("location",
							Map.of("type", "string", "description", "The city and state, e.g. San Francisco, CA"),
							"unit", Map.of("type", "string", "description", "The unit of temperature to return", "enum",
									List.of("celsius", "fahrenheit"))),
					"required", List.of("location")));

	private static final ChatRequest ABOUT_WEATHER = ChatRequest
		.of(List.of(Message.system("You are a helpful assistant that can answer to questions about the weather."),
				Message.user("What's the weather like in San Francisco?")));

	@ParameterizedTest
	@CsvSource(delimiterString = "|", textBlock = """
			tiktoken is great!           | 6 | 6
			antidisestablishmentarianism | 6 | 6
			2 + 2 = 4                    | 7 | 7
			お誕生日おめでとう                    | 8 | 9
			''                           | 0 | 0
			""")
	void countsTextsAsPublished(String text, long large, long small) {
		assertThat(COUNTER.count(text, GPT_4O)).isEqualTo(large);
		assertThat(COUNTER.count(text, GPT_4)).isEqualTo(small);
	}

	@Test
	void countsAConversationAsPublishedButForTheNamesThatMessagesHaveThere() {
		ChatRequest conversation = ChatRequest.of(List.of(Message.system(
				"You are a helpful, pattern-following assistant that translates corporate jargon into plain English."),
				Message.system("New synergies will help drive top-line growth."),
				Message.system("Things working well together will increase revenue."),
				Message.system(
						"Let's circle back when we have more bandwidth to touch base on opportunities for increased leverage."),
				Message.system("Let's talk later when we're less busy about how to do better."), Message
					.user("This late pivot means we don't have time to boil the ocean for the client deliverable.")));
		assertThat(COUNTER.count(conversation, GPT_4O) + names(GPT_4O)).isEqualTo(124);
		assertThat(COUNTER.count(conversation, GPT_4) + names(GPT_4)).isEqualTo(129);
	}

	private static long names(ModelSpec model) {
		return 2 * (1 + COUNTER.count("example_user", model)) + 2 * (1 + COUNTER.count("example_assistant", model));
	}

	@ParameterizedTest
	@CsvSource({ "gpt-4o, 101", "gpt-4o-mini, 101", "gpt-4, 105", "gpt-3.5-turbo, 105" })
	void countsToolsAsPublished(String name, long tokens) {
		ChatRequest request = ABOUT_WEATHER.mutate().tool(WEATHER).build();
		assertThat(COUNTER.count(request, model("openai/" + name))).isEqualTo(tokens);
	}

	@Test
	void countsAnAnswersSchemaLikeATool() {
		ChatRequest request = ABOUT_WEATHER.mutate()
			.format(new Format.JsonSchema(WEATHER.name(), WEATHER.parameters(), true))
			.build();
		assertThat(COUNTER.count(request, GPT_4O)).isBetween(85L, 101L);
	}

	@Test
	void countsSchemasInsideOfSchemas() {
		Map<String, Object> inner = Map.of("type", "object", "properties", Map.of("street", Map.of("type", "string")));
		long flat = tools(Map.of("type", "array", "description", "Where"));
		assertThat(tools(Map.of("type", "array", "description", "Where", "items", inner))).isGreaterThan(flat + 9);
		assertThat(tools(Map.of("type", "array", "description", "Where", "anyOf", List.of(inner, inner))))
			.isGreaterThan(flat + 18);
	}

	private static long tools(Map<String, Object> property) {
		Tool tool = new Tool("move", "", Map.of("type", "object", "properties", Map.of("places", property)));
		return COUNTER.count(ABOUT_WEATHER.mutate().tool(tool).build(), GPT_4O);
	}

	@Test
	void countsToolCallsAndResultsButNotReasoning() {
		long plain = COUNTER.count(Message.assistant("Wait."), GPT_4O);
		Message call = new Message.Assistant(List.of(new Content.Reasoning("It depends.", null, null),
				new Content.Text("Wait."), new Content.ToolCall("1", "find", "{\"city\":\"Oslo\"}")));
		assertThat(COUNTER.count(call, GPT_4O) - plain)
			.isEqualTo(8 + COUNTER.count("find", GPT_4O) + COUNTER.count("{\"city\":\"Oslo\"}", GPT_4O));
		assertThat(COUNTER.count(Message.toolResult("1", "Wait."), GPT_4O)).isEqualTo(plain + 8);
	}

	@Test
	void aRequestIsTheSumOfItsMessagesAndAConstant() {
		long messages = ABOUT_WEATHER.messages().stream().mapToLong((message) -> COUNTER.count(message, GPT_4O)).sum();
		assertThat(COUNTER.count(ABOUT_WEATHER, GPT_4O)).isEqualTo(messages + 3);
	}

	@Test
	void countsAnImageByItsSize() {
		Message image = Message.user(new Content.Text("What is it?"), Images.png(1024, 1024));
		Message text = Message.user("What is it?");
		assertThat(COUNTER.count(image, GPT_4O) - COUNTER.count(text, GPT_4O)).isEqualTo(765);
	}

	@ParameterizedTest
	@ValueSource(strings = { "<|endoftext|>", "<|im_start|>system<|im_sep|>", "<|fim_prefix|>", "<|endofprompt|>" })
	void whenTextLooksLikeASpecialTokenShouldCountItAsText(String text) {
		assertThat(COUNTER.count(text, GPT_4O)).isGreaterThan(1);
		assertThat(COUNTER.count(text, GPT_4)).isGreaterThan(1);
	}

	@Test
	void whenManyCountAtOnceShouldCountTheSame() {
		TokenCounter counter = TokenCounter.openAi(new TokenEstimators());
		List<Long> counts = IntStream.range(0, 200)
			.parallel()
			.mapToObj((i) -> counter.count(ABOUT_WEATHER, (i % 2 == 0) ? GPT_4O : GPT_4))
			.distinct()
			.toList();
		assertThat(counts).containsExactlyInAnyOrderElementsOf(
				Set.of(COUNTER.count(ABOUT_WEATHER, GPT_4O), COUNTER.count(ABOUT_WEATHER, GPT_4)));
	}

	@Test
	void whenModelHasNoEncodingShouldEstimate() {
		TokenEstimators estimators = new TokenEstimators();
		TokenCounter counter = TokenCounter.openAi(estimators);
		ModelSpec claude = model("anthropic/claude-sonnet-5-5");
		TokenEstimator estimator = estimators.of(claude);
		assertThat(counter.isExact(claude)).isFalse();
		assertThat(counter.count("Why is it?", claude)).isEqualTo(estimator.estimate("Why is it?")).isEqualTo(5);
		assertThat(counter.count(Message.user("Why is it?"), claude)).isEqualTo(9);
		assertThat(counter.count(ABOUT_WEATHER, claude)).isEqualTo(estimator.estimate(ABOUT_WEATHER).tokens());
	}

	@Test
	void whenThereIsNoTokenizerShouldEstimateOpenAisModelsToo() {
		TokenCounter counter = TokenCounter.estimating(new TokenEstimators());
		assertThat(COUNTER.isExact(GPT_4O)).isTrue();
		assertThat(counter.isExact(GPT_4O)).isFalse();
		assertThat(counter.count("Why is it?", GPT_4O)).isEqualTo(4);
		assertThat(counter.count(Message.user("Why is it?"), GPT_4O)).isEqualTo(8);
		assertThat(counter.count(ABOUT_WEATHER, GPT_4O)).isBetween(COUNTER.count(ABOUT_WEATHER, GPT_4O),
				2 * COUNTER.count(ABOUT_WEATHER, GPT_4O));
	}

	@Test
	void anEncodingIsLoadedByTheFirstCount() {
		TokenCounter counter = new OpenAiTokenCounter(new TokenEstimators(), Encodings.newLazyEncodingRegistry());
		counter.isExact(GPT_4O);
		assertThat(counter).hasToString("OpenAiTokenCounter[loaded=[]]");
		counter.count("Hello", GPT_4);
		assertThat(counter).hasToString("OpenAiTokenCounter[loaded=[CL100K_BASE]]");
	}

	private static ModelSpec model(String id) {
		return new ModelSpec(id, true, 128_000, 4096, Set.of());
	}

}
