package io.llmresilience.autoconfigure;

import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Explains a name under our prefix that nothing binds, and a value where a provider's
 * properties belong. It comes before Boot's own analyzers, which print values: a
 * misplaced key would stand in the log.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class LlmBindFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("llm.resilience");

	private static final ConfigurationPropertyName PROVIDERS = PREFIX.append("providers");

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
		ConfigurationPropertyName name = cause.getName();
		UnboundConfigurationPropertiesException unbound = findCause(cause,
				UnboundConfigurationPropertiesException.class);
		if (unbound != null && (name.equals(PREFIX) || PREFIX.isAncestorOf(name))) {
			return unknown(unbound);
		}
		boolean api = name.getLastElement(ConfigurationPropertyName.Form.UNIFORM).equals("api");
		return (PROVIDERS.isAncestorOf(name) && !api) ? misplaced(name, cause) : null;
	}

	private static FailureAnalysis unknown(UnboundConfigurationPropertiesException unbound) {
		String names = unbound.getUnboundProperties()
			.stream()
			.map((property) -> "    " + property.getName() + origin(property))
			.collect(Collectors.joining("\n"));
		return new FailureAnalysis("Unknown properties under 'llm.resilience':\n\n" + names,
				"Check the spelling or remove them. Every property is described in the configuration metadata of "
						+ "llm-resilience-autoconfigure.",
				unbound);
	}

	private static FailureAnalysis misplaced(ConfigurationPropertyName name, BindException cause) {
		String example = PROVIDERS.isParentOf(name) ? ".api-key" : ".x-name";
		return new FailureAnalysis("'" + name + "'" + ((cause.getProperty() != null) ? origin(cause.getProperty()) : "")
				+ " has a value, but it is a group of properties. The value is not shown, as it may be a secret.",
				"Set the properties below it, for example '" + name + example + "'.", cause);
	}

	private static String origin(ConfigurationProperty property) {
		return (property.getOrigin() != null) ? " (" + property.getOrigin() + ")" : "";
	}

}
