package io.llmresilience.benchmarks;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The cheapest server that speaks enough of the OpenAI dialect: the same bytes for every
 * request, whole or as one write for each token. What is left to measure is the client.
 */
final class CannedProvider {

	private static final String HEAD = "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1764000000,"
			+ "\"model\":\"gpt-6-luna\",\"service_tier\":\"default\",\"system_fingerprint\":\"fp_1\",";

	private static final String USAGE = "{\"prompt_tokens\":12,\"completion_tokens\":42,\"total_tokens\":54,"
			+ "\"prompt_tokens_details\":{\"cached_tokens\":0},\"completion_tokens_details\":{\"reasoning_tokens\":0}}";

	private final byte[] whole = whole().getBytes(StandardCharsets.UTF_8);

	private final List<byte[]> events = events().stream()
		.map((event) -> ("data: " + event + "\n\n").getBytes(StandardCharsets.UTF_8))
		.toList();

	private final DisposableServer server = HttpServer.create()
		.host("127.0.0.1")
		.port(0)
		.handle(this::handle)
		.bindNow(Duration.ofSeconds(5));

	private CannedProvider() {
	}

	static CannedProvider start() {
		return new CannedProvider();
	}

	String baseUrl() {
		return "http://127.0.0.1:" + this.server.port() + "/v1";
	}

	private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
		response.addHeader("x-request-id", "req_1");
		boolean streamed = "text/event-stream".equals(request.requestHeaders().get("accept"));
		if (streamed) {
			response.addHeader("content-type", "text/event-stream; charset=utf-8");
			Flux<ByteBuf> events = Flux.fromIterable(this.events).map(Unpooled::wrappedBuffer);
			return request.receive().then().thenMany(response.sendObject(events, (buffer) -> true));
		}
		response.addHeader("content-type", "application/json");
		response.header("content-length", Integer.toString(this.whole.length));
		return request.receive().then().thenMany(response.sendObject(Unpooled.wrappedBuffer(this.whole)));
	}

	private static String whole() {
		return HEAD.replace(".chunk", "")
				+ "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
				+ ProviderProcess.ANSWER
				+ "\",\"refusal\":null,\"annotations\":[]},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":"
				+ USAGE + "}";
	}

	private static List<String> events() {
		List<String> events = new ArrayList<>();
		events.add(chunk("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}", "null"));
		for (String word : ProviderProcess.ANSWER.split(" ")) {
			events.add(chunk("{\"content\":\"" + word + " \"}", "null"));
		}
		events.add(chunk("{}", "\"stop\""));
		events.add(HEAD + "\"choices\":[],\"usage\":" + USAGE + "}");
		events.add("[DONE]");
		return events;
	}

	private static String chunk(String delta, String finishReason) {
		return HEAD + "\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"logprobs\":null,\"finish_reason\":"
				+ finishReason + "}],\"usage\":null,\"obfuscation\":\"a7Kd0\"}";
	}

}
