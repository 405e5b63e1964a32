package io.llmresilience.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.llmresilience.ChatRequest;
import io.llmresilience.ChatRequestBuilder;
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
	void whenTheProviderCountsAFifthMoreShouldNotEstimateTooLittleAgain() {
		ChatRequest request = ChatRequest
			.of(List.of(Message.user("x".repeat(3000)), Message.assistant("y".repeat(1000))));
		long actual = Math.round(this.estimator.estimate(request).tokens() * 1.2);
		for (int i = 0; i < 40; i++) {
			this.estimator.observed(this.estimator.estimate(request), actual);
			assertThat(this.estimator.estimate(request).tokens()).as("after %s", i + 1)
				.isBetween(actual, actual * 107 / 100);
		}
		assertThat(this.estimator.estimate(request).tokens()).isBetween(actual, actual * 102 / 100);
	}

	@ParameterizedTest
	@CsvSource({ "1, 1010, 1270", "1900, 1010, 2010", "7900, 1010, 2010" })
	void whenOneAnswerIsExtremeShouldGetOverIt(long extreme, long least, long most) {
		ChatRequest request = ChatRequest.of("x".repeat(4000));
		this.estimator.observed(this.estimator.estimate(request), extreme);
		assertThat(this.estimator.estimate(request).tokens()).isBetween(least, most);
		for (int i = 0; i < 20; i++) {
			this.estimator.observed(this.estimator.estimate(request), 1004);
		}
		assertThat(this.estimator.estimate(request).tokens()).isBetween(1004L, 1045L);
	}

	@Test
	void whenAProviderCountsNearlyNothingShouldNotBelieveIt() {
		ChatRequest request = ChatRequest.of("x".repeat(4000));
		for (int i = 0; i < 200; i++) {
			this.estimator.observed(this.estimator.estimate(request), 1);
		}
		assertThat(this.estimator.estimate(request).tokens()).isBetween(200L, 220L);
	}

	static Stream<Named<ChatRequest>> requestsThatDoNotTeach() {
		Content text = new Content.Text("x".repeat(4000));
		return Stream.of(Named.of("short", ChatRequest.of("Hi")),
				Named.of("image", ChatRequest.of(List.of(Message.user(text, Images.png(640, 480))))),
				Named.of("reasoning",
						ChatRequest.of(List.of(Message.user("Why?"),
								new Message.Assistant(
										List.of(new Content.Reasoning("x".repeat(4000), "signature", null), text))))),
				Named.of("many short messages", ChatRequest.of(Collections.nCopies(100, Message.user("Well")))),
				Named.of("many tools", withTools(ChatRequest.builder().user("x".repeat(400)), 10)));
	}

	private static ChatRequest withTools(ChatRequestBuilder builder, int tools) {
		IntStream.range(0, tools).forEach((i) -> builder.tool(new Tool("f" + i, "", Map.of())));
		return builder.build();
	}

	@ParameterizedTest
	@MethodSource("requestsThatDoNotTeach")
	void whenSomethingElseThanTextsIsCountedShouldNotLearn(ChatRequest request) {
		TokenEstimate before = this.estimator.estimate(request);
		assertThat(before.weight()).isZero();
		this.estimator.observed(before, 3000);
		assertThat(this.estimator.estimate(request)).isEqualTo(before);
	}

	@Test
	void whenTheCountIsAbsurdShouldNotLearn() {
		ChatRequest text = ChatRequest.of("x".repeat(4000));
		TokenEstimate before = this.estimator.estimate(text);
		this.estimator.observed(before, 1_000_000);
		this.estimator.observed(before, 0);
		assertThat(this.estimator.estimate(text)).isEqualTo(before);
	}

	@Test
	void textsAndMessagesAreEstimatedLikeThePartsOfARequest() {
		assertThat(this.estimator.estimate("x".repeat(4000))).isEqualTo(1000);
		assertThat(this.estimator.estimate(Message.user("x".repeat(4000)))).isEqualTo(1004);
		assertThat(this.estimator.estimate(ChatRequest.of("x".repeat(4000)))).isEqualTo(new TokenEstimate(1004, 4000));
		assertThat(this.estimator.estimate("x")).isEqualTo(1);
		assertThat(this.estimator.estimate("")).isZero();
	}

	@Test
	void whenRatioIsNotPositiveShouldSaySo() {
		assertThatIllegalArgumentException().isThrownBy(() -> TokenEstimator.calibrating(0))
			.withMessage("'lettersPerToken' must be positive, but is 0.0");
	}

}
