package io.llmresilience.autoconfigure;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import io.llmresilience.model.ModelCatalog;
import io.llmresilience.model.ModelPrice;
import io.llmresilience.model.ModelPrice.LongPrompt;
import io.llmresilience.model.ModelPrice.Rates;
import io.llmresilience.model.ServiceFactors;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for prices that YAML overrides.
 */
class ConfiguredPriceTests {

	private final ModelCatalog catalog = ModelCatalog.builtIn();

	@Test
	void wholePriceOfAnUnknownModel() {
		assertThat(price("local/qwen3",
				"""
						{input: 0.10, output: 0.5, cached-input: 0.000001, cache-write: 0.125, cache-write-hour: 0.2,
						 long-prompt: {above: 100_000, input: 1, output: 2, cached-input: 0.3, cache-write: 4, cache-write-hour: 5},
						 service-tiers: {performance: 2}}"""))
			.isEqualTo(new ModelPrice(rates("0.1", "0.5", "0.000001", "0.125", "0.2"),
					new LongPrompt(100_000, rates("1", "2", "0.3", "4", "5")),
					new ServiceFactors(Map.of("performance", new BigDecimal("2")), Map.of())));
	}

	@Test
	void whenModelIsUnknownShouldTakeMissingRatesAsOrdinaryOnes() {
		assertThat(price("local/qwen3", "{input: 1, output: 2, long-prompt: {above: 10, input: 3, output: 4}}"))
			.isEqualTo(new ModelPrice(rates("1", "2", "1", "1", "1"),
					new LongPrompt(10, rates("3", "4", "3", "3", "3")), ServiceFactors.NONE));
	}

	@Test
	void zeroIsAPriceIfItIsWrittenDown() {
		assertThat(price("local/qwen3", "{input: 0, output: 0}").rates()).isEqualTo(rates("0", "0", "0", "0", "0"));
	}

	@Test
	void whatIsNotGivenStaysAsTheCatalogueHasIt() {
		ModelPrice known = known("openai/gpt-6-sol");
		assertThat(price("openai/gpt-6-sol", "{output: 8}"))
			.isEqualTo(new ModelPrice(rates("2", "8", "0.2", "2.5", "2.5"), known.longPrompt(), known.factors()));
	}

	@Test
	void longPromptIsOverriddenInPartToo() {
		ModelPrice known = known("anthropic/claude-haiku-5-5");
		assertThat(price("anthropic/claude-haiku-5-5", "{long-prompt: {output: 2}}")).isEqualTo(new ModelPrice(
				known.rates(), new LongPrompt(100_000, rates("0.5", "2", "0.05", "0.625", "1")), known.factors()));
		assertThat(price("anthropic/claude-haiku-5-5", "{long-prompt: {above: 200000}}").longPrompt())
			.isEqualTo(new LongPrompt(200_000, rates("0.5", "2.5", "0.05", "0.625", "1")));
	}

	@Test
	void ratesThatTheCatalogueHasNoOwnOfFollowTheConfiguredInput() {
		assertThat(price("openai/gpt-4", "{input: 20}").rates()).isEqualTo(rates("20", "60", "20", "20", "20"));
		assertThat(price("openai/gpt-6-sol", "{cache-write: 3}").rates()).isEqualTo(rates("2", "10", "0.2", "3", "3"));
	}

	@Test
	void tiersAreAddedToThoseOfTheCatalogue() {
		assertThat(price("openai/o3", "{service-tiers: {priority: 1.75, flex: 0.6}}").factors().tiers()).isEqualTo(Map
			.of("batch", new BigDecimal("0.5"), "flex", new BigDecimal("0.6"), "priority", new BigDecimal("1.75")));
	}

	@Test
	void datedNameStartsFromThePriceOfItsBase() {
		assertThat(price("openai/gpt-6-luna-2026-09-22", "{output: 0.4}").rates())
			.isEqualTo(rates("0.1", "0.4", "0.01", "0.125", "0.125"));
	}

	@Test
	void modelWithoutConfiguredPriceKeepsItsOwn() {
		Models models = models("{id: openai/gpt-6-sol, max-tokens: 100}");
		assertThat(models.prices().find("openai/gpt-6-sol")).isEqualTo(known("openai/gpt-6-sol"));
	}

	private ModelPrice price(String id, String price) {
		Models models = models("{id: \"" + id + "\", price: " + price + "}");
		assertThat(models.find(id).price()).isEqualTo(models.prices().find(id));
		return Objects.requireNonNull(models.prices().find(id));
	}

	private ModelPrice known(String id) {
		return Objects.requireNonNull(this.catalog.prices().find(id));
	}

	private Models models(String model) {
		String yaml = "llm.resilience.models: [" + model + "]";
		try {
			List<PropertySource<?>> sources = new YamlPropertySourceLoader().load("test",
					new ByteArrayResource(yaml.getBytes()));
			Binder binder = new Binder(ConfigurationPropertySources.from(sources));
			return new Models(this.catalog,
					binder.bind("llm.resilience", LlmResilienceProperties.class).get().models());
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private static Rates rates(String input, String output, String cachedInput, String cacheWrite, String hour) {
		return new Rates(new BigDecimal(input), new BigDecimal(output), new BigDecimal(cachedInput),
				new BigDecimal(cacheWrite), new BigDecimal(hour));
	}

}
