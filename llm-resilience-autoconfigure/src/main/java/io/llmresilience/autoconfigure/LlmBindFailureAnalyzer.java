package io.llmresilience.autoconfigure;

import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.util.StringUtils;

/**
 * Explains a name under our prefix that nothing binds, a value where a provider's
 * properties belong, and a limit that is none. It comes before Boot's own analyzers,
 * which print values: a misplaced key would stand in the log.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class LlmBindFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("llm.resilience");

	private static final PropertyNames NAMES = new PropertyNames(PREFIX, LlmResilienceProperties.class);

	private static final String LIMITS = "'rate-limit.";

	/** The elements of a name such as llm.resilience.providers.openai.api-key. */
	private static final int PROVIDER_PROPERTY = 5;

	private static final ConfigurationPropertyName PROVIDERS = PREFIX.append("providers");

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
		ConfigurationPropertyName name = cause.getName();
		UnboundConfigurationPropertiesException unbound = findCause(cause,
				UnboundConfigurationPropertiesException.class);
		if (unbound != null && (name.equals(PREFIX) || PREFIX.isAncestorOf(name))) {
			return unknown(unbound);
		}
		if (PREFIX.isAncestorOf(name) && name.getLastElement(Form.UNIFORM).equals("ratelimit")) {
			return limits(name, cause);
		}
		return (PROVIDERS.isAncestorOf(name) && !isHarmless(name)) ? misplaced(name, cause) : null;
	}

	/**
	 * Whether a value may be shown, since nobody would put a secret there.
	 */
	private static boolean isHarmless(ConfigurationPropertyName name) {
		return name.getLastElement(Form.UNIFORM).equals("api") || (name.getNumberOfElements() > PROVIDER_PROPERTY
				&& name.getElement(PROVIDER_PROPERTY - 1, Form.UNIFORM).equals("ratelimit"));
	}

	/**
	 * Give limits that are no such their whole name, which they do not know themselves.
	 */
	private static @Nullable FailureAnalysis limits(ConfigurationPropertyName name, BindException cause) {
		Throwable root = NestedExceptionUtils.getMostSpecificCause(cause);
		String message = root.getMessage();
		if (!(root instanceof IllegalArgumentException) || message == null || !message.startsWith(LIMITS)) {
			return null;
		}
		String path = "'" + name + "." + message.substring(LIMITS.length());
		int remedy = path.indexOf("; ");
		return new FailureAnalysis(path.substring(0, remedy) + ".",
				StringUtils.capitalize(path.substring(remedy + 2)) + ".", cause);
	}

	private static FailureAnalysis unknown(UnboundConfigurationPropertiesException unbound) {
		String names = unbound.getUnboundProperties()
			.stream()
			.map((property) -> "    " + property.getName() + origin(property) + instead(property.getName()))
			.collect(Collectors.joining("\n"));
		return new FailureAnalysis("Unknown properties under 'llm.resilience':\n\n" + names,
				"Check the spelling or remove them. Every property is described in the configuration metadata of "
						+ "llm-resilience-autoconfigure.",
				unbound);
	}

	private static String instead(ConfigurationPropertyName name) {
		List<String> known = NAMES.knownInstead(name);
		return known.isEmpty() ? "" : "\n        known there: " + String.join(", ", known);
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
