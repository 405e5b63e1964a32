package io.llmresilience.autoconfigure;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.llmresilience.model.ModelCatalog;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.PriceList;
import io.llmresilience.timeout.TimeoutSettings.ModelTimeouts;

/**
 * The model catalogue with what the configuration overrides.
 */
final class Models {

	private static final String PROPERTY = "llm.resilience.models";

	private final ModelCatalog catalog;

	private final Map<String, ModelTimeouts> timeouts = new HashMap<>();

	Models(ModelCatalog builtIn, List<LlmResilienceProperties.Model> configured) {
		ModelCatalog catalog = builtIn;
		for (int i = 0; i < configured.size(); i++) {
			LlmResilienceProperties.Model model = configured.get(i);
			String property = PROPERTY + "[" + i + "]";
			String id = RouteName.of((model.id() != null) ? model.id() : "", property + ".id").toString();
			positive(model.contextWindow(), property + ".context-window");
			positive(model.maxTokens(), property + ".max-tokens");
			catalog = catalog.withOverride(id, model.contextWindow(), model.maxTokens());
			if (model.price() != null) {
				ConfiguredPrice price = new ConfiguredPrice(property + ".price", model.price());
				catalog = catalog.withPrice(id, price.over(catalog.prices().find(id)));
			}
			if (model.timeout() != null) {
				this.timeouts.put(id, model.timeout());
			}
		}
		this.catalog = catalog;
	}

	private static void positive(@Nullable Integer value, String property) {
		if (value != null && value < 1) {
			throw new LlmConfigurationException("'" + property + "' must be at least 1, but is " + value + ".",
					"Give the number of tokens, or leave it out for the catalogue's value.");
		}
	}

	ModelSpec find(String id) {
		return this.catalog.find(id);
	}

	ModelSpec look(String id) {
		return this.catalog.look(id);
	}

	PriceList prices() {
		return this.catalog.prices();
	}

	ModelTimeouts timeouts(String id) {
		return this.timeouts.getOrDefault(id, ModelTimeouts.NONE);
	}

}
