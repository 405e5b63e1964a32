package io.llmresilience.sample;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;

/**
 * The endpoint without the access that writing needs.
 */
@SampleTest
@TestPropertySource(properties = "management.endpoint.llm.access=read-only")
class ReadOnlyActuatorTests {

	@Autowired
	private WebTestClient client;

	@Test
	void whenAccessIsReadOnlyShouldShowEverythingAndChangeNothing() {
		this.client.post()
			.uri("/actuator/llm/openai")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue("{\"operation\":\"pause\"}")
			.exchange()
			.expectStatus()
			.isEqualTo(405)
			.expectHeader()
			.valueEquals(HttpHeaders.ALLOW, "GET");
		this.client.get()
			.uri("/actuator/llm")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.routes[?(@.state == 'PAUSED')]")
			.isEmpty();
	}

}
