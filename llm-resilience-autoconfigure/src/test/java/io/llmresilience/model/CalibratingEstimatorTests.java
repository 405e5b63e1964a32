package io.llmresilience.model;

import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.llmresilience.ChatRequest;
import io.llmresilience.Content;
import io.llmresilience.Message;
import io.llmresilience.Tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link CalibratingEstimator}.
 */
class CalibratingEstimatorTests {

	private final TokenEstimator estimator = TokenEstimator.calibrating(4);

	@ParameterizedTest
	@CsvSource({ "abcd, 4", "A b, 3", "2027, 8", "{}!, 6", "äöü, 15", "мир, 6", "日本, 10", "かな, 8", "한글, 8", "😀, 8",
			"'', 0" })
	void weighsTextsByTheirCharacters(String text, long weight) {
		assertThat(Letters.weight(text)).isEqualTo(weight);
	}

	@Test
	void shouldCountRolesAndEveryPieceOfAConversation() {
		List<Message> messages = List.of(Message.system("x".repeat(400)), Message.user("y".repeat(400)),
				new Message.Assistant(List.of(new Content.ToolCall("1", "find", "z".repeat(396)))));
		assertThat(this.estimator.estimate(ChatRequest.of(messages)).tokens()).isEqualTo(300 + 3 * 4 + 8);
	}

	@Test
	void shouldCountToolsAndImages() {
		ChatRequest plain = ChatRequest.of("Hi");
		ChatRequest rich = ChatRequest.builder()
			.message(Message.user(new Content.Text("Hi"), new Content.ImageData("image/png", "AAAA")))
			.tool(new Tool("find", "Finds", Map.of("type", "object", "required", List.of("a", "b"))))
			.build();
		assertThat(this.estimator.estimate(rich).tokens() - this.estimator.estimate(plain).tokens()).isBetween(4784L,
				4850L);
	}

	@Test
	void shouldCountTheSchemaOfAnAnswer() {
		ChatRequest plain = ChatRequest.of("Hi");
		ChatRequest formed = plain.mutate()
			.format(new ChatRequest.Format.JsonSchema("answer", Map.of("title", "x".repeat(400)), true))
			.build();
		assertThat(this.estimator.estimate(formed).tokens() - this.estimator.estimate(plain).tokens()).isBetween(100L,
				120L);
	}

	@Test
	void whenAnswersSayOtherwiseShouldLearnTheRatio() {
		ChatRequest request = ChatRequest.of("x".repeat(4000));
		for (int i = 0; i < 50; i++) {
			this.estimator.observed(this.estimator.estimate(request), 1600);
		}
		assertThat(this.estimator.estimate(request).tokens()).isBetween(1600L, 1620L);
	}

	@Test
	void whenRatiosVaryShouldRarelyEstimateTooLittle() {
		long seed = 20261123;
		Random random = new Random(seed);
		ChatRequest request = ChatRequest.of("x".repeat(4000));
		int tooLittle = 0;
		for (int i = 0; i < 1000; i++) {
			TokenEstimate estimate = this.estimator.estimate(request);
			long actual = 900 + random.nextInt(200);
			tooLittle += (estimate.tokens() < actual) ? 1 : 0;
			this.estimator.observed(estimate, actual);
		}
		assertThat(tooLittle).as("seed %s", seed).isLessThan(250);
	}

	@Test
	void whenPromptIsShortOrHasImagesOrIsAbsurdShouldNotLearn() {
		ChatRequest image = ChatRequest.builder()
			.message(Message.user(new Content.Text("x".repeat(4000)), new Content.ImageData("image/png", "AAAA")))
			.build();
		ChatRequest text = ChatRequest.of("x".repeat(4000));
		TokenEstimate before = this.estimator.estimate(text);
		this.estimator.observed(this.estimator.estimate(image), 3000);
		this.estimator.observed(this.estimator.estimate(ChatRequest.of("Hi")), 300);
		this.estimator.observed(before, 1_000_000);
		assertThat(this.estimator.estimate(text)).isEqualTo(before);
	}

	@Test
	void whenRatioIsNotPositiveShouldSaySo() {
		assertThatIllegalArgumentException().isThrownBy(() -> TokenEstimator.calibrating(0))
			.withMessage("'lettersPerToken' must be positive, but is 0.0");
	}

}
