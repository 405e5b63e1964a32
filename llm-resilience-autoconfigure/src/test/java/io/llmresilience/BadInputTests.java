package io.llmresilience;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * What cannot be asked is refused where it is written, naming field and rule and not what
 * was said.
 */
class BadInputTests {

	private static final String SECRET = "secret";

	private static final Content.Text TEXT = new Content.Text(SECRET);

	static Stream<Arguments> messages() {
		Content.ImageUrl image = new Content.ImageUrl(URI.create("https://host/" + SECRET));
		return Stream.of(bad("'messages' must not be empty", () -> ChatRequest.of(List.of())),
				bad("'messages' must not be empty", () -> ChatRequest.builder().build()),
				bad("'messages' must not be null", () -> ChatRequest.of((List<Message>) null)),
				bad("'message' must not be null", () -> ChatRequest.of(Arrays.asList(Message.user(SECRET), null))),
				bad("'message' must not be null", () -> ChatRequest.builder().message(null)),
				bad("'messages' must have at least one message that is not a system message",
						() -> ChatRequest.of(List.of(Message.system(SECRET)))),
				bad("'text' of a message must not be blank", () -> ChatRequest.of("")),
				bad("'text' of a message must not be blank", () -> ChatRequest.of(" \n\t")),
				bad("'text' of a message must not be blank", () -> ChatRequest.of((String) null)),
				bad("'text' of a message must not be blank", () -> Message.system(" ")),
				bad("'text' of a message must not be blank", () -> Message.assistant("")),
				bad("'text' of a message must not be blank", () -> Message.user(TEXT, new Content.Text(" "))),
				bad("'text' must not be null", () -> new Content.Text(null)),
				bad("'text' must not be null", () -> Message.toolResult("id", null)),
				bad("'callId' of a tool result must not be blank", () -> Message.toolResult(" ", SECRET)),
				bad("'content' of a user message must not be empty", Message::user),
				bad("'content' of a user message must not be null", () -> new Message.User(null)),
				bad("'content' of a user message must not contain null", () -> Message.user(TEXT, null)),
				bad("'content' of an assistant message must not be null", () -> new Message.Assistant(null)),
				bad("'content' of a tool result must not be null", () -> new Message.ToolResult("id", null, false)),
				bad("'content' of a user message must be text or images, but has a Reasoning",
						() -> Message.user(new Content.Reasoning(SECRET, null, null))),
				bad("'content' of an assistant message must be text, reasoning or tool calls, but has an image",
						() -> new Message.Assistant(List.of(image))),
				bad("'url' must be an http or https address, but its scheme is 'data'",
						() -> new Content.ImageUrl(URI.create("data:" + SECRET))),
				bad("'mediaType' must be an image type such as image/png, but is 'text/html'",
						() -> Content.ImageData.of("text/html", SECRET.getBytes())),
				bad("'base64' must not be empty", () -> Content.ImageData.of("image/png", new byte[0])));
	}

	static Stream<Arguments> settings() {
		ChatRequestBuilder request = ChatRequest.builder().user(SECRET);
		return Stream.of(bad("'maxTokens' must be at least 1, but is 0", () -> request.maxTokens(0)),
				bad("'maxTokens' must be at least 1, but is -5", () -> request.maxTokens(-5)),
				bad("'temperature' must be between 0 and 2, but is -0.1", () -> request.temperature(-0.1)),
				bad("'temperature' must be between 0 and 2, but is 2.1", () -> request.temperature(2.1)),
				bad("'temperature' must be between 0 and 2, but is NaN", () -> request.temperature(Double.NaN)),
				bad("'topP' must be above 0 and at most 1, but is 0.0", () -> request.topP(0)),
				bad("'topP' must be above 0 and at most 1, but is 1.01", () -> request.topP(1.01)),
				bad("'topP' must be above 0 and at most 1, but is NaN", () -> request.topP(Double.NaN)),
				bad("'stopSequences' must not contain an empty text", () -> request.stopSequences(List.of(SECRET, ""))),
				bad("'stopSequences' must not be null", () -> request.stopSequences(null)),
				bad("'stopSequences' must not contain null",
						() -> request.stopSequences(Collections.singletonList(null))),
				bad("'timeout' must be positive, but is PT0S", () -> request.timeout(Duration.ZERO)),
				bad("'timeout' must be positive, but is PT-1S", () -> request.timeout(Duration.ofSeconds(-1))),
				bad("'idleTimeout' must be positive, but is PT0S",
						() -> new ChatRequest.Timeouts(null, null, Duration.ZERO, null)),
				bad("'timeouts' must not be null", () -> request.timeouts(null)),
				bad("'route' must not be null", () -> request.route(null)),
				bad("'routes' must not be null", () -> request.routes(null)),
				bad("'routes' must not contain null", () -> request.routes(Collections.singletonList(null))),
				bad("'format' must not be null", () -> request.format(null)),
				bad("'label' must have a name and a value", () -> request.label("tenant", null)),
				bad("'label' must have a name and a value", () -> request.label(null, SECRET)),
				bad("'extra' must have a dialect, a field and a value", () -> request.extra("openai", "x", null)),
				bad("'extra' must have a dialect, a field and a value", () -> request.extra(null, "x", SECRET)));
	}

	static Stream<Arguments> tools() {
		ChatRequestBuilder request = ChatRequest.builder().user(SECRET);
		String rule = "'name' of a tool must be 1 to 64 letters, digits, '_' or '-', but is '";
		return Stream.of(bad(rule + "'", () -> new Tool("", SECRET, Map.of())),
				bad(rule + " '", () -> new Tool(" ", SECRET, Map.of())),
				bad(rule + "look up'", () -> new Tool("look up", SECRET, Map.of())),
				bad(rule + "null'", () -> new Tool(null, SECRET, Map.of())),
				bad("'description' must not be null", () -> new Tool("x", null, Map.of())),
				bad("'parameters' must not be null", () -> new Tool("x", SECRET, null)),
				bad("'tool' must not be null", () -> request.tool(null)),
				bad("'name' of a JSON schema must be 1 to 64 letters",
						() -> new ChatRequest.Format.JsonSchema("a b", Map.of(), true)),
				bad("'schema' must not be null", () -> new ChatRequest.Format.JsonSchema("x", null, true)),
				bad("'toolChoice' names the tool 'x', which is not among the request's tools",
						() -> ChatRequest.builder().user(SECRET).toolChoice(Tool.Choice.named("x")).build()),
				bad("'name' of a tool choice must be given with mode NAMED and only then",
						() -> new Tool.Choice(Tool.Choice.Mode.AUTO, "x")));
	}

	private static Arguments bad(String message, Attempt attempt) {
		return arguments(message, attempt);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource({ "messages", "settings", "tools" })
	void namesFieldAndRule(String message, Attempt attempt) {
		assertThatThrownBy(attempt::make).isInstanceOfAny(IllegalArgumentException.class, NullPointerException.class)
			.hasMessageStartingWith(message)
			.hasNoCause()
			.satisfies((failure) -> assertThat(failure.getMessage()).doesNotContain(SECRET));
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0, 0.5, 2 })
	void takesTemperaturesWithinTheRange(double temperature) {
		assertThatCode(() -> ChatRequest.builder().user("Hi").temperature(temperature).topP(1).maxTokens(1).build())
			.doesNotThrowAnyException();
	}

	private interface Attempt {

		@Nullable Object make();

	}

}
