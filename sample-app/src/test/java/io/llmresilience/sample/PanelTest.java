package io.llmresilience.sample;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.test.context.TestPropertySource;

/**
 * A {@link PageTest} whose circuits open after one failed call, and whose limits and
 * budget show. The same for all, so that they share one context.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@PageTest
@TestPropertySource(properties = { "llm.resilience.circuit-breaker.window=2",
		"llm.resilience.circuit-breaker.minimum-calls=2", "llm.resilience.circuit-breaker.open-for=8s",
		"llm.resilience.budget.limits.day.limit=1", "llm.resilience.budget.limits.day.scope=all",
		"llm.resilience.providers.anthropic.rate-limit.requests-per-minute=600" })
@interface PanelTest {

}
