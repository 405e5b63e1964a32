package io.llmresilience.wire;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientResponseException;

import io.llmresilience.autoconfigure.LlmRateLimitFilters;
import io.llmresilience.ratelimit.Demand;

@Component
class Embeddings {

	private static final String MODEL = "text-embedding-3-small";

	private final WebClient client;

	Embeddings(WebClient.Builder builder, LlmRateLimitFilters rateLimits,
			@Value("${llm.resilience.providers.openai.base-url:https://api.openai.com/v1}") String baseUrl,
			@Value("${llm.resilience.providers.openai.api-key}") String apiKey) {
		this.client = builder.baseUrl(baseUrl)
			.defaultHeaders((headers) -> headers.setBearerAuth(apiKey))
			.codecs((codecs) -> codecs.defaultCodecs().maxInMemorySize(8 * 1024 * 1024))
			.filter(rateLimits.forRoute("openai/" + MODEL, Embeddings::demand))
			.build();
	}

	Mono<List<Vector>> embed(List<String> texts) {
		return this.client.post()
			.uri("/embeddings")
			.attribute("tokens", estimate(texts))
			.bodyValue(Map.of("model", MODEL, "input", texts))
			.retrieve()
			.bodyToMono(Answer.class)
			.map(Answer::data)
			.retryWhen(Retry.backoff(3, Duration.ofSeconds(1))
				.filter(WebClientResponseException.TooManyRequests.class::isInstance));
	}

	private static Demand demand(ClientRequest request) {
		return Demand.of((long) request.attribute("tokens").orElse(0L), 0);
	}

	private static long estimate(List<String> texts) {
		return texts.stream().mapToLong((text) -> text.length() / 4 + 1).sum();
	}

	record Answer(List<Vector> data) {

	}

	record Vector(int index, float[] embedding) {

	}

}
