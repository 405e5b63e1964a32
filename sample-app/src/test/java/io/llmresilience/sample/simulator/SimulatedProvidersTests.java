package io.llmresilience.sample.simulator;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.reactive.function.client.WebClient;

import io.llmresilience.sample.SampleTest;

/**
 * Tests for {@link SimulatedProviders} behind the application.
 */
@SampleTest
class SimulatedProvidersTests {

	@LocalServerPort
	private int port;

	@Autowired
	private SimulatedProviders providers;

	@Test
	void whenClientGoesAwayShouldBeLeftAloneBeforeAnyTimeoutStrikes() {
		this.providers.breakWith(SimulatorFault.SILENT);
		Disposable client = WebClient.create("http://localhost:" + this.port)
			.post()
			.uri("/api/chat/stream")
			.bodyValue(Map.of("message", "Hello"))
			.retrieve()
			.bodyToFlux(String.class)
			.subscribe();
		this.providers.simulator().awaitOpenExchanges(1, Duration.ofSeconds(10));
		client.dispose();
		this.providers.simulator().awaitOpenExchanges(0, Duration.ofMillis(1500));
	}

}
