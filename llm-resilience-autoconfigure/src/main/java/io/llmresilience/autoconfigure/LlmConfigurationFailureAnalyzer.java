package io.llmresilience.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a configuration that cannot work.
 */
final class LlmConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<LlmConfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, LlmConfigurationException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.getAction(), cause);
	}

}
