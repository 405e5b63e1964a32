package io.llmresilience.benchmarks;

import java.util.List;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.reactive.function.client.WebClient;

import io.llmresilience.ChatRequest;
import io.llmresilience.ChatService;

/**
 * The calls that are compared: all send the same bytes to the same server. The bare ones
 * only take the answer apart as far as {@code WebClient} does by itself; nobody reads the
 * JSON of their events.
 */
final class Variants {

	private static final String PROMPT = "Why is the sky blue? Answer in three sentences.";

	private static final String BODY = "{\"model\":\"gpt-6-luna\",\"messages\":[{\"role\":\"user\",\"content\":\""
			+ PROMPT + "\"}],\"max_completion_tokens\":1024";

	private static final String STREAMED_BODY = BODY + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}";

	private static final ChatRequest REQUEST = ChatRequest.builder().user(PROMPT).maxTokens(1024).build();

	private static final ParameterizedTypeReference<ServerSentEvent<String>> EVENT = new ParameterizedTypeReference<>() {
	};

	private final WebClient client;

	private final ChatService silent;

	private final ChatService logging;

	/**
	 * Makes the calls.
	 * @param baseUrl where the provider listens
	 * @param builder Spring Boot's builder of clients, with Boot's connector
	 * @param silent the service without lines for calls that worked
	 * @param logging the service as it comes
	 */
	Variants(String baseUrl, WebClient.Builder builder, ChatService silent, ChatService logging) {
		this.client = builder.baseUrl(baseUrl)
			.defaultHeaders((headers) -> headers.setBearerAuth(Clients.API_KEY))
			.build();
		this.silent = silent;
		this.logging = logging;
	}

	List<Variant> all() {
		return List.of(new Variant("whole-bare-string", this::bareString), new Variant("whole-send", this::send),
				new Variant("whole-send-logged", this::sendLogged), new Variant("whole-bare-json", this::bareJson),
				new Variant("stream-bare-sse", this::bareEvents), new Variant("stream-chat", this::stream),
				new Variant("stream-chat-logged", this::streamLogged));
	}

	/**
	 * Return the same call in an application that observes its HTTP clients, without and
	 * with all that watches our calls.
	 */
	static List<Variant> watching(ChatService unwatched, ChatService watched) {
		return List.of(new Variant("watch-off-whole", () -> send(unwatched)),
				new Variant("watch-on-whole", () -> send(watched)),
				new Variant("watch-off-stream", () -> stream(unwatched)),
				new Variant("watch-on-stream", () -> stream(watched)));
	}

	private static Mono<Void> send(ChatService service) {
		return service.send(REQUEST).flatMap((response) -> whole(response.text()));
	}

	private static Mono<Void> stream(ChatService service) {
		return service.stream(REQUEST).count().flatMap(Variants::streamed);
	}

	private Mono<Void> bareString() {
		return post(BODY + "}", MediaType.APPLICATION_JSON).bodyToMono(String.class).flatMap(Variants::whole);
	}

	private Mono<Void> bareJson() {
		return post(BODY + "}", MediaType.APPLICATION_JSON).bodyToMono(JsonNode.class)
			.flatMap((answer) -> whole(answer.path("choices").path(0).path("message").path("content").stringValue()));
	}

	private Mono<Void> send() {
		return send(this.silent);
	}

	private Mono<Void> sendLogged() {
		return send(this.logging);
	}

	private Mono<Void> bareEvents() {
		Flux<ServerSentEvent<String>> events = post(STREAMED_BODY, MediaType.TEXT_EVENT_STREAM).bodyToFlux(EVENT);
		return events.count().flatMap(Variants::streamed);
	}

	private Mono<Void> stream() {
		return stream(this.silent);
	}

	private Mono<Void> streamLogged() {
		return stream(this.logging);
	}

	private WebClient.ResponseSpec post(String body, MediaType accept) {
		return this.client.post()
			.uri("/chat/completions")
			.contentType(MediaType.APPLICATION_JSON)
			.accept(accept)
			.bodyValue(body)
			.retrieve();
	}

	private static Mono<Void> whole(String text) {
		return text.contains("short waves") ? Mono.empty()
				: Mono.error(() -> new IllegalStateException("An answer lacks its text"));
	}

	private static Mono<Void> streamed(long events) {
		return (events > 40) ? Mono.empty()
				: Mono.error(() -> new IllegalStateException("A stream has only " + events + " events"));
	}

}
