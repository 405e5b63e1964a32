package io.llmresilience.observation;

import java.time.Instant;
import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the gauges of the routes that calls try.
 */
class RouteGaugesTests {

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private Instant now = Instant.EPOCH;

	private int asked;

	private List<String> serving = List.of("openai/a");

	@BeforeEach
	void bind() {
		new RouteGauges(List.of("openai/a", "openai/b"), () -> {
			this.asked++;
			return this.serving;
		}, () -> this.now).bindTo(this.registry);
	}

	@Test
	void routeThatCanServeShouldBeOne() {
		assertThat(serving("openai/a")).isEqualTo(1);
		assertThat(serving("openai/b")).isZero();
	}

	@Test
	void whenItChangesShouldShowIt() {
		assertThat(serving("openai/a")).isEqualTo(1);
		this.serving = List.of();
		this.now = this.now.plusSeconds(1);
		assertThat(serving("openai/a")).isZero();
	}

	@Test
	void allGaugesOfOneScrapeShouldShareAnAnswer() {
		serving("openai/a");
		serving("openai/b");
		assertThat(this.asked).isEqualTo(1);
	}

	private double serving(String route) {
		return this.registry.get("llm.resilience.route.serving").tag("route", route).gauge().value();
	}

}
