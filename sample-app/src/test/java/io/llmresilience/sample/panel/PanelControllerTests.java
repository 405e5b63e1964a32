package io.llmresilience.sample.panel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.server.ResponseStatusException;

import io.llmresilience.sample.SampleTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

/**
 * Tests for {@link PanelController}.
 */
@SampleTest
class PanelControllerTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	@Autowired
	private WebTestClient client;

	@Test
	void panelShouldShowHowEverythingStandsAtOnce() {
		ServerSentEvent<String> first = events().filter((event) -> "snapshot".equals(event.event()))
			.blockFirst(PATIENCE);
		assertThat(first.data()).contains("\"name\":\"anthropic/claude-sonnet-5-5\"", "\"state\":\"UP\"",
				"\"providers\":[", "\"budgets\":[");
	}

	@Test
	void callsShouldBeShownWithoutTheirContent() {
		String answer = chat("canary-7f3a, what is that?");
		List<ServerSentEvent<String>> events = new ArrayList<>();
		events().doOnNext(events::add).filter((event) -> "snapshot".equals(event.event())).take(2).blockLast(PATIENCE);
		assertThat(events).filteredOn((event) -> "call".equals(event.event()))
			.last()
			.extracting(ServerSentEvent::data, STRING)
			.contains("\"outcome\":\"OK\"", "\"trace\":[", "\"inputTokens\":")
			.containsPattern("\"cost\":0\\.\\d*[1-9],");
		assertThat(events.toString()).doesNotContain("canary-7f3a").doesNotContain(answer);
	}

	@Test
	void whenTheApplicationStopsViewersShouldBeLetGo() {
		PanelController panel = new PanelController(new Snapshots(() -> "so it stands", VirtualTimeScheduler.create()),
				new CallBoard());
		Flux<ServerSentEvent<Object>> events = panel.panel().getBody();
		panel.close();
		assertThat(events.collectList().block(PATIENCE)).hasSizeLessThanOrEqualTo(1);
	}

	@Test
	void whenTheEndpointIsOffShouldAnswer404() {
		PanelController panel = new PanelController(new Snapshots(null, Schedulers.parallel()), new CallBoard());
		assertThatExceptionOfType(ResponseStatusException.class).isThrownBy(panel::panel)
			.withMessageContaining("404")
			.withMessageContaining("management.endpoint.llm.access");
	}

	private Flux<ServerSentEvent<String>> events() {
		return this.client.get()
			.uri("/api/panel")
			.accept(MediaType.TEXT_EVENT_STREAM)
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.valueEquals("Cache-Control", "no-store")
			.returnResult(new ParameterizedTypeReference<ServerSentEvent<String>>() {
			})
			.getResponseBody();
	}

	private String chat(String message) {
		byte[] body = this.client.post()
			.uri("/api/chat")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue("{\"message\":\"" + message + "\"}")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.text")
			.isNotEmpty()
			.returnResult()
			.getResponseBody();
		return JsonMapper.shared().readTree(body).path("text").asString();
	}

}
