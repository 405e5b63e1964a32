package io.llmresilience.autoconfigure;

import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Explains a property name under our prefix that nothing binds. It comes before Boot's
 * own analyzer, which prints the value: a misspelt key would stand in the log.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnknownPropertyFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
		UnboundConfigurationPropertiesException unbound = findCause(cause,
				UnboundConfigurationPropertiesException.class);
		if (unbound == null || !cause.getName().toString().startsWith("llm.resilience")) {
			return null;
		}
		String names = unbound.getUnboundProperties()
			.stream()
			.map(UnknownPropertyFailureAnalyzer::describe)
			.collect(Collectors.joining("\n"));
		return new FailureAnalysis("Unknown properties under 'llm.resilience':\n\n" + names,
				"Check the spelling or remove them. Every property is described in the configuration metadata of "
						+ "llm-resilience-autoconfigure.",
				unbound);
	}

	private static String describe(ConfigurationProperty property) {
		return "    " + property.getName() + (property.getOrigin() != null ? " (" + property.getOrigin() + ")" : "");
	}

}
