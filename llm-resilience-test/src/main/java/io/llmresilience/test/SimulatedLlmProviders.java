package io.llmresilience.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Points the providers of a Spring test's application context to a simulator. Sets base
 * URL and API key of the providers {@code openai} and {@code anthropic} under
 * {@code llm.resilience.providers}, registers the simulator as a bean to inject, resets
 * it before each test and closes it with the context.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface SimulatedLlmProviders {

}
