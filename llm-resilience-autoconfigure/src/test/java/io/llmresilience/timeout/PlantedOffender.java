package io.llmresilience.timeout;

import java.time.Instant;
import java.util.Optional;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.observation.ObservationRegistry;
import reactor.core.publisher.Mono;

import org.springframework.boot.SpringApplication;
import org.springframework.http.HttpHeaders;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.retry.RetryContext;

import io.llmresilience.autoconfigure.LlmResilienceProperties;
import io.llmresilience.retry.PlantedAccomplice;

/**
 * Breaks every rule of the house, to prove that the rules can fail.
 */
public class PlantedOffender {

	Optional<PlantedAccomplice> accomplice = Optional.empty();

	CircuitBreaker circuit = CircuitBreaker.ofDefaults("offence");

	ObservationRegistry observations = ObservationRegistry.NOOP;

	void offendWithJdbc(JdbcClient jdbc) {
		jdbc.sql("select 1");
	}

	void offend(RetryContext retry, SpringApplication boot, HttpHeaders http, LlmResilienceProperties outermost)
			throws InterruptedException {
		retry.setExhaustedOnly();
		boot.setBanner(null);
		http.clear();
		outermost.chat();
		Thread.sleep(System.currentTimeMillis());
		Mono.just(Instant.now()).delayElement(java.time.Duration.ofNanos(System.nanoTime())).block();
		Mono.just(Math.random()).block();
	}

}
