package io.llmresilience.test;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/**
 * Finds {@link SimulatedLlmProviders} on test classes.
 */
class SimulatorContextCustomizerFactory implements ContextCustomizerFactory {

	@Override
	public @Nullable ContextCustomizer createContextCustomizer(Class<?> testClass,
			List<ContextConfigurationAttributes> attributes) {
		boolean simulated = TestContextAnnotationUtils.hasAnnotation(testClass, SimulatedLlmProviders.class);
		return simulated ? new SimulatorContextCustomizer() : null;
	}

}
