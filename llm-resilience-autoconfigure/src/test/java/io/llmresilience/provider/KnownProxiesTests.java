package io.llmresilience.provider;

import java.net.URI;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KnownProxies}.
 */
@ExtendWith(OutputCaptureExtension.class)
class KnownProxiesTests {

	private static final ClientRequest REQUEST = ClientRequest.create(HttpMethod.POST, URI.create("http://127.0.0.1"))
		.build();

	private final KnownProxies proxies = new KnownProxies("openai");

	@ParameterizedTest
	@CsvSource({ "x-litellm-model-id, LiteLLM", "X-LiteLLM-Attempted-Retries, LiteLLM",
			"x-portkey-retry-attempt-count, Portkey", "cf-aig-cache-status, Cloudflare AI Gateway",
			"Ngrok-AIG-Attempts, ngrok AI Gateway" })
	void whenAProxyShowsItselfShouldWarnOnceAndSayWhatToDo(String header, String name, CapturedOutput output) {
		answer(HttpStatus.OK, header);
		answer(HttpStatus.OK, header);
		assertThat(output.getAll().lines().filter((line) -> line.contains("is called through"))).singleElement()
			.asString()
			.contains("WARN", "Provider 'openai' is called through " + name,
					"'llm.resilience.retry.max-attempts' to 1");
	}

	@ParameterizedTest
	@CsvSource({ "x-request-id", "x-envoy-upstream-service-time", "openai-processing-ms", "cf-ray", "via" })
	void whenAProviderAnswersItselfShouldSayNothing(String header, CapturedOutput output) {
		answer(HttpStatus.OK, header);
		assertThat(output.getAll()).doesNotContain("is called through");
	}

	@Test
	void whenTheFirstResponsesAreErrorsShouldGoOnLooking(CapturedOutput output) {
		answer(HttpStatus.BAD_GATEWAY, "server");
		answer(HttpStatus.OK, "x-litellm-call-id");
		assertThat(output.getAll()).contains("through LiteLLM (response header 'x-litellm-call-id')");
	}

	@Test
	void whenOneAnswerHadNoneShouldLookNoMore(CapturedOutput output) {
		answer(HttpStatus.OK, "server");
		answer(HttpStatus.OK, "x-litellm-call-id");
		assertThat(output.getAll()).doesNotContain("is called through");
	}

	private void answer(HttpStatus status, String header) {
		ClientResponse response = ClientResponse.create(status).header(header, "1").build();
		assertThat(this.proxies.filter(REQUEST, (request) -> Mono.just(response)).block(Duration.ofSeconds(5)))
			.isSameAs(response);
	}

}
