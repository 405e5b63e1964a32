package io.llmresilience.wire;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A provider of embeddings whose limits are buckets that fill continuously.
 */
final class EmbeddingsServer implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final JsonMapper mapper = new JsonMapper();

	private final LoopResources loops = LoopResources.create("embeddings", 1, 1, true);

	private final Bucket requests;

	private final Bucket tokens;

	private final AtomicInteger answered = new AtomicInteger();

	private final AtomicInteger refused = new AtomicInteger();

	private final DisposableServer server;

	EmbeddingsServer(long requestsPerMinute, long tokensPerMinute, Duration burst) {
		this.requests = new Bucket(requestsPerMinute, burst);
		this.tokens = new Bucket(tokensPerMinute, burst);
		this.server = HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.runOn(this.loops)
			.route((routes) -> routes.post("/v1/embeddings", this::answer))
			.bindNow(PATIENCE);
	}

	private Mono<Void> answer(HttpServerRequest request, HttpServerResponse response) {
		return request.receive().aggregate().asString().flatMap((body) -> {
			JsonNode texts = this.mapper.readTree(body).path("input");
			long tokens = texts.valueStream().mapToLong((text) -> text.asString().length() / 4 + 1).sum();
			if (!admit(tokens)) {
				this.refused.incrementAndGet();
				return response.status(429).header("retry-after-ms", "50").send().then();
			}
			this.answered.incrementAndGet();
			return response.header("content-type", "application/json")
				.sendString(Mono.just(vectors(texts.size())))
				.then();
		});
	}

	/**
	 * Takes both or nothing, but for the refused request itself.
	 */
	private synchronized boolean admit(long tokens) {
		return this.requests.take(1) & this.tokens.take(tokens);
	}

	private static String vectors(int count) {
		StringBuilder data = new StringBuilder();
		for (int i = 0; i < count; i++) {
			data.append(data.isEmpty() ? "" : ",")
				.append("{\"object\":\"embedding\",\"index\":")
				.append(i)
				.append(",\"embedding\":[0.25,-0.5,")
				.append(i)
				.append("]}");
		}
		return "{\"object\":\"list\",\"data\":[" + data + "],\"usage\":{\"prompt_tokens\":1,\"total_tokens\":1}}";
	}

	String baseUrl() {
		return "http://127.0.0.1:" + this.server.port() + "/v1";
	}

	int answered() {
		return this.answered.get();
	}

	int refused() {
		return this.refused.get();
	}

	@Override
	public void close() {
		this.server.disposeNow(PATIENCE);
		this.loops.disposeLater(Duration.ZERO, PATIENCE).subscribe();
	}

	private static final class Bucket {

		private final double perNano;

		private final double capacity;

		private double level;

		private long at = now();

		Bucket(long perMinute, Duration burst) {
			this.perNano = perMinute / 60e9;
			this.capacity = this.perNano * burst.toNanos();
			this.level = this.capacity;
		}

		boolean take(long units) {
			long now = now();
			this.level = Math.min(this.capacity, this.level + (now - this.at) * this.perNano);
			this.at = now;
			boolean enough = this.level >= units;
			this.level -= enough ? units : 0;
			return enough;
		}

		private static long now() {
			return Schedulers.parallel().now(TimeUnit.NANOSECONDS);
		}

	}

}
