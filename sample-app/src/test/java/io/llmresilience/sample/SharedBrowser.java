package io.llmresilience.sample;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One browser for all page tests of a run. JUnit closes it with its store. Where none is
 * installed tests are skipped, which the log says too, since reports keep the reason to
 * themselves.
 */
class SharedBrowser implements ExecutionCondition, ParameterResolver {

	private static final Logger logger = LoggerFactory.getLogger(SharedBrowser.class);

	private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(SharedBrowser.class);

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		if (Browser.isInstalled()) {
			return ConditionEvaluationResult.enabled("There is a browser");
		}
		logger.warn("{} is skipped: {}", context.getDisplayName(), Browser.NEEDED);
		return ConditionEvaluationResult.disabled(Browser.NEEDED);
	}

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == Browser.class;
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		return context.getRoot()
			.getStore(NAMESPACE)
			.computeIfAbsent(Browser.class, (type) -> Browser.start(), Browser.class);
	}

}
