package io.llmresilience.benchmarks;

import java.time.Duration;
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

	private final byte[] whole = Samples.openAiWhole();

	private final List<byte[]> events = Samples.openAiEvents();

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

}
