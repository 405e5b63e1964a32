package io.llmresilience.model;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.llmresilience.ChatRequest;
import io.llmresilience.ChatRequestBuilder;
import io.llmresilience.Content;
import io.llmresilience.FailureKind;
import io.llmresilience.Message;
import io.llmresilience.Tool;
import io.llmresilience.model.ModelSpec.Quirk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link ModelFit}.
 */
class ModelFitTests {

	private static final Tool TOOL = new Tool("t", "does", Map.of());

	static Stream<Arguments> requests() {
		Content.ImageUrl image = new Content.ImageUrl(URI.create("https://host/x"));
		return Stream.of(arguments(Quirk.NO_TOOLS, request().tool(TOOL)),
				arguments(Quirk.NO_FORCED_TOOLS, request().tool(TOOL).toolChoice(Tool.Choice.REQUIRED)),
				arguments(Quirk.NO_FORCED_TOOLS, request().tool(TOOL).toolChoice(Tool.Choice.named("t"))),
				arguments(Quirk.NO_IMAGES, request().message(Message.user(image))),
				arguments(Quirk.NO_IMAGES, request().message(new Message.ToolResult("1", List.of(image), false))),
				arguments(Quirk.NO_PREFILL, request().assistant("So")),
				arguments(Quirk.NO_PREFILL, request().assistant("So").system("Be brief.")),
				arguments(Quirk.NO_CHAT_COMPLETIONS, request()));
	}

	private static ChatRequestBuilder request() {
		return ChatRequest.builder().user("Hi");
	}

	@ParameterizedTest
	@MethodSource("requests")
	void shouldNotFitWhatTheModelRefuses(Quirk quirk, ChatRequestBuilder request) {
		Misfit misfit = new ModelFit(model(1000, quirk)).misfit(request.build());
		assertThat(misfit).isNotNull();
		assertThat(misfit.kind()).isEqualTo(FailureKind.INVALID_REQUEST);
		assertThat(misfit.reason()).startsWith("the model refuses ");
	}

	@ParameterizedTest
	@MethodSource("requests")
	void shouldFitWhatTheModelDoesNotRefuse(Quirk quirk, ChatRequestBuilder request) {
		Quirk[] others = Arrays.stream(Quirk.values())
			.filter((other) -> other != quirk && other != Quirk.NO_CHAT_COMPLETIONS && other != Quirk.NO_TOOLS)
			.toArray(Quirk[]::new);
		assertThat(new ModelFit(model(1000, others)).misfit(request.build())).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "8007, true", "8008, false" })
	void shouldNotFitWhatCannotPossiblyBeInTheWindow(int characters, boolean fits) {
		Misfit misfit = new ModelFit(model(1000)).misfit(ChatRequest.of("x".repeat(characters)));
		assertThat(misfit == null).isEqualTo(fits);
		assertThat(misfit == null || misfit.kind() == FailureKind.CONTEXT_WINDOW_EXCEEDED).isTrue();
	}

	@Test
	void whenWindowIsAGuessShouldNotJudgeByIt() {
		ModelSpec guess = new ModelSpec("a/b", false, 10, 10, Set.of());
		assertThat(new ModelFit(guess).misfit(ChatRequest.of("x".repeat(1000)))).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "1001, 99999, true", "1000, 99999, false", "999, 99999, false", "500, 1000, true",
			"500, 1002, false" })
	void mayHoldWhatIsTooLongForAnotherIfLargerOrSurelyLargeEnough(int window, int characters, boolean holds) {
		List<Message> messages = List.of(Message.user("x".repeat(characters)));
		assertThat(new ModelFit(model(window)).mayHold(messages, new ModelFit(model(1000)))).isEqualTo(holds);
	}

	private static ModelSpec model(int window, Quirk... quirks) {
		return new ModelSpec("a/b", true, window, 10, Set.of(quirks));
	}

}
