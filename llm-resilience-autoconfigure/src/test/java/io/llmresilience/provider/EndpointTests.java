package io.llmresilience.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The address worked out once is the one {@link WebClient} would work out each time.
 */
class EndpointTests {

	private static final String TEMPLATE = WebClient.class.getName() + ".uriTemplate";

	private final List<ClientRequest> requests = new ArrayList<>();

	@ParameterizedTest
	@ValueSource(strings = { "https://api.openai.com/v1", "http://localhost:8080", "https://h/a%20b/v1",
			"https://my.azure.com/openai?api-version=2024-10-21" })
	void addressAndTemplateAreThoseOfTheClient(String baseUrl) {
		WebClient client = client(baseUrl);
		client.post().uri("/chat/completions").retrieve().toBodilessEntity().block();
		Endpoint.of(client, "/chat/completions").exchange(new byte[0], true, new OpenRequest()).block();
		assertThat(this.requests).extracting(ClientRequest::url).containsOnly(this.requests.get(0).url());
		assertThat(this.requests).extracting((request) -> request.attribute(TEMPLATE))
			.containsOnly(this.requests.get(0).attribute(TEMPLATE))
			.doesNotContain(Optional.empty());
	}

	@Test
	void acceptsEventsOnlyWhenStreamed() {
		Endpoint endpoint = Endpoint.of(client("http://localhost"), "/chat");
		endpoint.exchange(new byte[0], false, new OpenRequest()).block();
		endpoint.exchange(new byte[0], true, new OpenRequest()).block();
		assertThat(this.requests).extracting((request) -> request.headers().getAccept())
			.containsExactly(List.of(MediaType.APPLICATION_JSON), List.of(MediaType.TEXT_EVENT_STREAM));
	}

	@Test
	void keepsTheHeadersOfTheClient() {
		Endpoint.of(client("http://localhost"), "/chat").exchange(new byte[0], false, new OpenRequest()).block();
		assertThat(this.requests.get(0).headers().getFirst("x-team")).isEqualTo("blue");
		assertThat(this.requests.get(0).headers().getContentType()).isEqualTo(MediaType.APPLICATION_JSON);
	}

	private WebClient client(String baseUrl) {
		return WebClient.builder().baseUrl(baseUrl).defaultHeader("x-team", "blue").exchangeFunction((request) -> {
			this.requests.add(request);
			return Mono.just(ClientResponse.create(HttpStatus.NO_CONTENT).build());
		}).build();
	}

}
