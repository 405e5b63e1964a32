package io.llmresilience.history;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.llmresilience.Content;
import io.llmresilience.Message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link Fingerprints}.
 */
class FingerprintsTests {

	@Test
	void conversationThatGrowsShouldKeepTheFingerprintsOfItsBeginnings() {
		List<String> before = keys(SummaryLab.turns(5));
		assertThat(keys(SummaryLab.turns(9)).subList(0, 4)).isEqualTo(before.subList(0, 4));
		assertThat(before).doesNotHaveDuplicates().allMatch((key) -> key.matches("[0-9a-f]{64}"));
	}

	static Stream<Arguments> alike() {
		return Stream.of(arguments(List.of(Message.user("a")), List.of(Message.system("s"), Message.user("a"))),
				arguments(turn(new Content.Text("b")),
						turn(new Content.Reasoning("r", "s", null), new Content.Text("b"))),
				arguments(turn(new Content.ToolCall("1", "n", "{}")), turn(new Content.ToolCall("2", "n", "{}"))));
	}

	@ParameterizedTest
	@MethodSource("alike")
	void whatMakesNoDifferenceToASummaryShouldMakeNone(List<Message> one, List<Message> other) {
		assertThat(keys(one)).isEqualTo(keys(other));
	}

	static Stream<Arguments> different() {
		return Stream.of(arguments(List.of(Message.user("a")), List.of(Message.user("b"))),
				arguments(turn(new Content.Text("bc")), turn(new Content.Text("b"), new Content.Text("c"))),
				arguments(turn(new Content.Text("b")), List.of(Message.user("q"), Message.toolResult("1", "b"))),
				arguments(List.of(Message.user("a"), Message.toolResult("1", "b")),
						List.of(Message.user("a"), new Message.ToolResult("1", List.of(new Content.Text("b")), true))),
				arguments(List.of(Message.user(image("QQ=="))), List.of(Message.user(image("Qg==")))),
				arguments(turn(new Content.ToolCall("1", "n", "{}")), turn(new Content.ToolCall("1", "n{", "}"))));
	}

	@ParameterizedTest
	@MethodSource("different")
	void whatIsDifferentShouldDiffer(List<Message> one, List<Message> other) {
		assertThat(keys(one)).isNotEqualTo(keys(other));
	}

	private static Content image(String base64) {
		return new Content.ImageData("image/png", base64);
	}

	private static List<Message> turn(Content... answer) {
		return List.of(Message.user("q"), new Message.Assistant(List.of(answer)));
	}

	private static List<String> keys(List<Message> messages) {
		return Fingerprints.of(Turns.of(new ArrayList<>(messages)));
	}

}
