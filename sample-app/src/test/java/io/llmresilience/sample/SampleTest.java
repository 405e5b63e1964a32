package io.llmresilience.sample;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.webtestclient.autoconfigure.AutoConfigureWebTestClient;

/**
 * The whole application on a random port with the simulator behind it, whatever keys the
 * machine has. The same for all, so that they share one context.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "OPENAI_API_KEY=", "ANTHROPIC_API_KEY=", "llm.resilience.timeout.first-token=2s",
				"llm.resilience.retry.max-attempts=2", "llm.resilience.retry.initial-interval=20ms",
				"llm.resilience.circuit-breaker.window=10000", "llm.resilience.circuit-breaker.minimum-calls=10000",
				"llm.resilience.rate-limit.mode=observe" })
@AutoConfigureWebTestClient(timeout = "20s")
public @interface SampleTest {

}
