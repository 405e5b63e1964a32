package io.llmresilience.test;

import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.test.context.TestExecutionListener;

/**
 * Resets the simulator of an application context before each test.
 */
class SimulatorTestExecutionListener implements TestExecutionListener {

	@Override
	public void beforeTestMethod(TestContext context) {
		if (TestContextAnnotationUtils.hasAnnotation(context.getTestClass(), SimulatedLlmProviders.class)) {
			context.getApplicationContext().getBean(LlmProviderSimulator.class).reset();
		}
	}

}
