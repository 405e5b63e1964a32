package io.llmresilience.autoconfigure;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;

/**
 * Finds unknown names at any depth. Boot itself looks only one level into an element of a
 * list: it would let {@code models[0].price.inptu} pass.
 */
final class LlmBindHandlerAdvisor implements ConfigurationPropertiesBindHandlerAdvisor {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("llm.resilience");

	private static final PropertyNames NAMES = new PropertyNames(PREFIX, LlmResilienceProperties.class);

	@Override
	public BindHandler apply(BindHandler bindHandler) {
		return new AbstractBindHandler(bindHandler) {

			@Override
			public void onFinish(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
					@Nullable Object result) throws Exception {
				if (name.equals(PREFIX)) {
					check(context.getSources());
				}
				super.onFinish(name, target, context, result);
			}

		};
	}

	private static void check(Iterable<ConfigurationPropertySource> sources) {
		Set<ConfigurationProperty> unknown = new TreeSet<>();
		StreamSupport.stream(sources.spliterator(), false)
			.filter(new UnboundElementsSourceFilter()::apply)
			.filter(IterableConfigurationPropertySource.class::isInstance)
			.map(IterableConfigurationPropertySource.class::cast)
			.forEach((source) -> source.filter(NAMES::isUnknown)
				.forEach((name) -> unknown.add(source.getConfigurationProperty(name))));
		if (!unknown.isEmpty()) {
			throw new UnboundConfigurationPropertiesException(unknown);
		}
	}

}
