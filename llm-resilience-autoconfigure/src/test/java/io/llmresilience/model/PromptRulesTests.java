package io.llmresilience.model;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.llmresilience.ChatRequest;
import io.llmresilience.Content;
import io.llmresilience.Message;
import io.llmresilience.Tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link PromptRules} and what {@link TokenEstimators} make of them.
 */
class PromptRulesTests {

	private static final Tool TOOL = new Tool("find", "Finds", Map.of("type", "object"));

	private final TokenEstimators estimators = new TokenEstimators();

	@ParameterizedTest
	@ValueSource(strings = { "anthropic/claude-3-haiku-20240307", "anthropic/claude-3-5-haiku-latest",
			"anthropic/claude-3-7-sonnet-20250219", "anthropic/claude-opus-4-0", "anthropic/claude-opus-4-20250514",
			"anthropic/claude-opus-4-1-20250805", "anthropic/claude-opus-4-6", "anthropic/claude-sonnet-4-6",
			"anthropic/claude-sonnet-4-5-20250929", "anthropic/claude-haiku-4-5",
			"bedrock/eu.anthropic.claude-haiku-4-5-20251001-v1:0", "vertex/claude-haiku-4-5@20251001",
			"openrouter/anthropic/claude-3.5-sonnet", "openrouter/anthropic/claude-opus-4.1", "openai/gpt-4o",
			"azure/gpt-35-turbo", "openrouter/openai/gpt-5" })
	void whenTheTokenizerIsOneOfTheOlderShouldBeginWithMoreLettersPerToken(String id) {
		assertThat(this.estimators.of(model(id)).estimate("x".repeat(350))).isEqualTo(100);
	}

	@ParameterizedTest
	@ValueSource(strings = { "anthropic/claude-opus-4-7", "anthropic/claude-opus-4-8", "anthropic/claude-opus-4-10",
			"anthropic/claude-opus-5", "anthropic/claude-opus-5-5", "anthropic/claude-sonnet-5",
			"anthropic/claude-sonnet-5-5-20260922", "anthropic/claude-haiku-5-5", "anthropic/claude-fable-5-1",
			"openrouter/anthropic/claude-opus-4.7", "local/llama3", "local/mistral-large", "openai/gpt-7" })
	void whenTheTokenizerIsNewOrUnknownShouldBeginOnTheSafeSide(String id) {
		assertThat(this.estimators.of(model(id)).estimate("x".repeat(350))).isEqualTo(140);
	}

	@ParameterizedTest
	@CsvSource({ "anthropic/claude-haiku-4-5, 1000, 1000, 1355", "anthropic/claude-haiku-4-5, 200, 100, 34",
			"anthropic/claude-haiku-4-5, 4000, 3000, 1600", "anthropic/claude-opus-4-7, 1000, 1000, 1355",
			"anthropic/claude-opus-4-7, 8000, 8000, 4784", "anthropic/claude-opus-4-7, -1, -1, 4784",
			"local/llava, 8000, 8000, 4784", "openai/gpt-4o, 1024, 1024, 765" })
	void countsAnImageByItsVendorsRule(String id, int width, int height, long tokens) {
		assertThat(image(model(id), Images.png(width, height))).isEqualTo(tokens);
	}

	@ParameterizedTest
	@CsvSource({ "anthropic/claude-haiku-4-5, 1600", "anthropic/claude-opus-4-7, 4784", "openai/gpt-4o, 1445" })
	void whenTheSizeOfAnImageIsUnknownShouldCountTheLargest(String id, long tokens) {
		Content image = new Content.ImageUrl(URI.create("https://example.com/a.png"));
		assertThat(image(model(id), image)).isEqualTo(tokens);
	}

	private long image(ModelSpec model, Content image) {
		TokenEstimator estimator = this.estimators.of(model);
		return estimator.estimate(Message.user(new Content.Text("Hi"), image)) - estimator.estimate(Message.user("Hi"));
	}

	@ParameterizedTest
	@CsvSource({ "anthropic/claude-opus-5, 500", "anthropic/claude-haiku-4-5, 500", "openai/gpt-4o, 12",
			"local/llama3, 12" })
	void countsWhatTheFirstToolBringsAlong(String id, long tokens) {
		ChatRequest one = ChatRequest.builder().user("Hi").tool(TOOL).build();
		long none = tokens(id, ChatRequest.of("Hi"));
		long second = tokens(id, one.mutate().tool(new Tool("sort", "Sorts", TOOL.parameters())).build())
				- tokens(id, one);
		assertThat(tokens(id, one) - none - second).isCloseTo(tokens, within(1L));
	}

	@Test
	void countsOnlyReasoningThatIsSentBack() {
		Content signed = new Content.Reasoning("x".repeat(2500), "signature", null);
		Content redacted = new Content.Reasoning("", null, "x".repeat(2500));
		Content foreign = new Content.Reasoning("x".repeat(2500), null, null);
		assertThat(tokens("anthropic/claude-opus-5", conversation(signed))).isEqualTo(1000 + 8 + 2);
		assertThat(tokens("anthropic/claude-opus-5", conversation(redacted))).isEqualTo(1000 + 8 + 2);
		assertThat(tokens("anthropic/claude-opus-5", conversation(foreign))).isEqualTo(8 + 2);
		assertThat(tokens("openai/gpt-4o", conversation(signed))).isEqualTo(8 + 2);
	}

	private static ChatRequest conversation(Content content) {
		return ChatRequest.of(List.of(Message.user("Why?"), new Message.Assistant(List.of(content))));
	}

	@Test
	void countsToolCallsAndTheirResults() {
		Message call = new Message.Assistant(List.of(new Content.ToolCall("1", "find", "x".repeat(96))));
		TokenEstimator estimator = this.estimators.of(model("anthropic/claude-opus-5"));
		assertThat(estimator.estimate(call)).isEqualTo(40 + 4 + 8);
		assertThat(estimator.estimate(Message.toolResult("1", "x".repeat(100)))).isEqualTo(40 + 4 + 8);
	}

	@Test
	void whenAModelIsAskedForAgainShouldKnowWhatItHasLearntAndOthersNot() {
		ChatRequest request = ChatRequest.of("x".repeat(1000));
		TokenEstimator first = this.estimators.of(model("anthropic/claude-opus-5"));
		first.observed(first.estimate(request), 600);
		assertThat(this.estimators.of(model("anthropic/claude-opus-5"))).isSameAs(first);
		assertThat(tokens("anthropic/claude-opus-5", request)).isGreaterThanOrEqualTo(600);
		assertThat(tokens("anthropic/claude-opus-5-5", request)).isEqualTo(400 + 4);
	}

	private long tokens(String id, ChatRequest request) {
		return this.estimators.of(model(id)).estimate(request).tokens();
	}

	private static ModelSpec model(String id) {
		return new ModelSpec(id, true, 128_000, 4096, Set.of());
	}

}
