package io.llmresilience.budget;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.llmresilience.ChatRequest;
import io.llmresilience.ChatRequestBuilder;
import io.llmresilience.Content;
import io.llmresilience.Message;
import io.llmresilience.Tool;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which requests count as identical, and which belong to one conversation.
 */
class FingerprintTests {

	static Stream<Named<UnaryOperator<ChatRequestBuilder>>> differences() {
		return Stream.of(difference("a message more", (request) -> request.user("more")),
				difference("another role", (request) -> request.messages(List.of(Message.assistant("Hi")))),
				difference("an image", (request) -> request.message(Message.user(image("AAAA")))),
				difference("a tool", (request) -> request.tool(tool(Map.of("type", "object")))),
				difference("a tool of another schema", (request) -> request.tool(tool(Map.of("type", "array")))),
				difference("a tool result", (request) -> request.message(Message.toolResult("call_1", "sunny"))),
				difference("the result of another call",
						(request) -> request.message(Message.toolResult("call_2", "sunny"))),
				difference("a temperature", (request) -> request.temperature(0.5)),
				difference("a seed", (request) -> request.seed(1)),
				difference("stop sequences", (request) -> request.stopSequences(List.of("a", "b"))),
				difference("joined stop sequences", (request) -> request.stopSequences(List.of("a, b"))),
				difference("a length", (request) -> request.maxTokens(10)),
				difference("a form", (request) -> request.format(ChatRequest.Format.Json.INSTANCE)),
				difference("a schema", (request) -> request
					.format(new ChatRequest.Format.JsonSchema("x", Map.of("type", "object"), true))));
	}

	private static Named<UnaryOperator<ChatRequestBuilder>> difference(String name,
			UnaryOperator<ChatRequestBuilder> difference) {
		return Named.of(name, difference);
	}

	private static Content image(String base64) {
		return new Content.ImageData("image/png", base64);
	}

	private static Tool tool(Map<String, Object> schema) {
		return new Tool("weather", "tells the weather", schema);
	}

	@ParameterizedTest
	@MethodSource("differences")
	void whenContentDiffersShouldNotBeIdentical(UnaryOperator<ChatRequestBuilder> difference) {
		List<Fingerprint> all = differences()
			.map((each) -> Fingerprint.ofRequest(each.getPayload().apply(hi()).build()))
			.toList();
		Fingerprint print = Fingerprint.ofRequest(difference.apply(hi()).build());
		assertThat(print).isNotEqualTo(Fingerprint.ofRequest(hi().build()));
		assertThat(all).containsOnlyOnce(print);
	}

	@Test
	void whenOnlyHandlingAndOriginDifferShouldBeIdentical() {
		ChatRequest other = hi().route("openai/gpt-4o-mini")
			.timeout(Duration.ofSeconds(1))
			.label("tenant", "acme")
			.build();
		assertThat(Fingerprint.ofRequest(other)).isEqualTo(Fingerprint.ofRequest(hi().build()));
	}

	@Test
	void whenMapsDifferInOrderOnlyShouldBeIdentical() {
		Map<String, Object> one = new LinkedHashMap<>(Map.of("type", "object"));
		one.put("title", "x");
		Map<String, Object> other = new LinkedHashMap<>(Map.of("title", "x"));
		other.put("type", "object");
		assertThat(Fingerprint.ofRequest(hi().tool(tool(one)).build()))
			.isEqualTo(Fingerprint.ofRequest(hi().tool(tool(other)).build()));
	}

	@Test
	void whenConversationGrowsShouldStayTheSame() {
		ChatRequest later = hi().assistant("Hello").user("And now?").build();
		assertThat(Fingerprint.ofConversation(later)).isEqualTo(Fingerprint.ofConversation(hi().build()));
	}

	@Test
	void whenConversationHasAnotherBeginningOrOwnerShouldBeAnotherOne() {
		assertThat(Stream.of(hi().build(), hi().system("Be brief").build(), hi().label("session", "2").build(),
				ChatRequest.builder().user("Hi").build(), ChatRequest.builder().system("Be kind").user("Hello").build())
			.map(Fingerprint::ofConversation)).containsExactly(Fingerprint.ofConversation(hi().build()),
					Fingerprint.ofConversation(hi().system("later").build()),
					Fingerprint.ofConversation(hi().label("session", "2").build()),
					Fingerprint.ofConversation(ChatRequest.builder().user("Hi").user("x").build()), Fingerprint
						.ofConversation(ChatRequest.builder().system("Be kind").user("Hello").user("x").build()));
		assertThat(Stream
			.of(hi().build(), hi().label("session", "2").build(), ChatRequest.builder().user("Hi").build(),
					ChatRequest.builder().system("Be kind").user("Hello").build())
			.map(Fingerprint::ofConversation)).doesNotHaveDuplicates();
	}

	private static ChatRequestBuilder hi() {
		return ChatRequest.builder().system("Be kind").user("Hi");
	}

}
