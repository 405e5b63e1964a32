package io.llmresilience.model;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.llmresilience.ChatEvent;
import io.llmresilience.ChatEvent.ServerLimits;
import io.llmresilience.ChatResponse;
import io.llmresilience.ChatResponse.Service;
import io.llmresilience.Content;
import io.llmresilience.FinishReason;
import io.llmresilience.Message;
import io.llmresilience.Usage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UsageSoFar}.
 */
class UsageSoFarTests {

	private static final Service FLEX = new Service("flex", null);

	private final UsageSoFar soFar = new UsageSoFar();

	@Test
	void whenNothingCameShouldKnowNothing() {
		assertThat(this.soFar.hasStarted()).isFalse();
		assertThat(this.soFar.isCounted()).isFalse();
		assertThat(this.soFar.usage()).isEqualTo(Usage.UNKNOWN);
		assertThat(this.soFar.model()).isNull();
		assertThat(this.soFar.service()).isEqualTo(Service.UNKNOWN);
	}

	@Test
	void startTellsThePromptTheModelAndTheService() {
		start(new Usage(90L, 1L, 50L, 20L, null, 5L));
		assertThat(this.soFar.hasStarted()).isTrue();
		assertThat(this.soFar.isCounted()).isFalse();
		assertThat(this.soFar.usage()).isEqualTo(new Usage(90L, 1L, 50L, 20L, null, 5L));
		assertThat(this.soFar.model()).isEqualTo("m-1");
		assertThat(this.soFar.service()).isEqualTo(FLEX);
	}

	@ParameterizedTest
	@CsvSource({ "0, 0", "1, 1", "4, 1", "5, 2", "8, 2", "4001, 1001" })
	void outputIsEstimatedFromItsCharacters(int characters, long tokens) {
		start(Usage.UNKNOWN);
		this.soFar.accept(new ChatEvent.TextDelta("x".repeat(characters)));
		assertThat(this.soFar.usage()).isEqualTo(new Usage(null, tokens, null, null, null));
	}

	@Test
	void textReasoningAndArgumentsCountTogether() {
		start(Usage.UNKNOWN);
		this.soFar.accept(new ChatEvent.ReasoningDelta("abc"));
		this.soFar.accept(new ChatEvent.TextDelta("de"));
		this.soFar.accept(new ChatEvent.ToolCall(new Content.ToolCall("id", "name", "{\"a\":1}")));
		this.soFar.accept(ChatEvent.Note.Progressing.INSTANCE);
		assertThat(this.soFar.usage().outputTokens()).isEqualTo(3);
	}

	@Test
	void whenProviderCountedMoreThanWasSeenShouldBelieveIt() {
		start(new Usage(90L, 30L, null, null, null));
		this.soFar.accept(new ChatEvent.TextDelta("x".repeat(40)));
		assertThat(this.soFar.usage().outputTokens()).isEqualTo(30);
	}

	@Test
	void completeAnswersCountsAreFinal() {
		start(new Usage(90L, 1L, 50L, null, null));
		this.soFar.accept(new ChatEvent.TextDelta("x".repeat(4000)));
		Usage usage = new Usage(95L, 7L, 50L, 0L, 3L);
		complete(usage, new Content.Text("x".repeat(4000)));
		assertThat(this.soFar.usage()).isEqualTo(usage);
		assertThat(this.soFar.isCounted()).isTrue();
		assertThat(this.soFar.model()).isEqualTo("m-1-2026-01-01");
		assertThat(this.soFar.service()).isEqualTo(new Service("default", null));
	}

	@Test
	void whenNothingWasCountedShouldEstimateTheCompleteAnswer() {
		complete(Usage.UNKNOWN, new Content.Reasoning("abc", null, null), new Content.Text("de"),
				new Content.ToolCall("id", "name", "{\"a\":1}"));
		assertThat(this.soFar.hasStarted()).isTrue();
		assertThat(this.soFar.isCounted()).isFalse();
		assertThat(this.soFar.usage()).isEqualTo(new Usage(null, 3L, null, null, null));
	}

	@ParameterizedTest
	@CsvSource({ "9, , false", ", 9, false", "9, 9, true" })
	void answerIsCountedWhenPromptAndOutputAre(Long input, Long output, boolean counted) {
		complete(new Usage(input, output, null, null, null), new Content.Text("x"));
		assertThat(this.soFar.isCounted()).isEqualTo(counted);
	}

	private void start(Usage usage) {
		this.soFar.accept(new ChatEvent.Started("req_1", "m-1", usage, ServerLimits.UNKNOWN, FLEX));
	}

	private void complete(Usage usage, Content... content) {
		ChatResponse.Origin origin = new ChatResponse.Origin("test/m-1", "m-1-2026-01-01", "req_1",
				new Service("default", null));
		this.soFar.accept(new ChatEvent.Completed(
				ChatResponse.of(new Message.Assistant(List.of(content)), FinishReason.STOP, "stop", usage, origin)));
	}

}
