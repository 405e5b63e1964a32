package io.llmresilience.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.log.LogMessage;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is known of all models. Names match exactly, or without the date of a snapshot
 * ({@code gpt-4o-2024-11-20}) or as the base of a fine-tuned model
 * ({@code ft:gpt-4o:org::id}), and never by a common beginning: {@code gpt-4o} is not a
 * kind of {@code gpt-4}. Immutable and thread-safe.
 */
public final class ModelCatalog {

	private static final int DEFAULT_CONTEXT_WINDOW = 128_000;

	private static final int DEFAULT_MAX_TOKENS = 4_096;

	private static final Set<String> VENDORS = Set.of("openai", "anthropic");

	private static final Log logger = LogFactory.getLog(ModelCatalog.class);

	private final Map<String, ModelSpec> models;

	private final PriceList prices;

	private final Set<String> warned;

	private ModelCatalog(Map<String, ModelSpec> models, PriceList prices, Set<String> warned) {
		this.models = Map.copyOf(models);
		this.prices = prices;
		this.warned = warned;
	}

	/**
	 * Read the catalogue that comes with this library.
	 * @return the models of OpenAI and Anthropic as of {@link #date()}
	 */
	public static ModelCatalog builtIn() {
		try (InputStream json = ModelCatalog.class.getResourceAsStream("models.json")) {
			Table table = new JsonMapper().readValue(json, Table.class);
			Map<String, ModelSpec> models = new HashMap<>();
			Map<String, ModelPrice> prices = new HashMap<>();
			for (Row row : table.models()) {
				models.put(row.id(), row.toSpec());
				if (row.price() != null) {
					prices.put(row.id(), row.price().toPrice());
				}
			}
			return new ModelCatalog(models, new PriceList(table.date(), prices, Map.of()),
					ConcurrentHashMap.newKeySet());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return when the built-in facts were true.
	 * @return the date
	 */
	public LocalDate date() {
		return this.prices.date();
	}

	/**
	 * Return the prices, for answers whose model is known only when they come.
	 * @return the prices, those of this catalogue's overrides included
	 */
	public PriceList prices() {
		return this.prices;
	}

	/**
	 * Return what is known of a model. For an unknown one, conservative assumptions are
	 * made (a context window of 128,000 tokens, 4,096 of output, no quirks) and a warning
	 * is logged, once per name.
	 * @param id the model, {@code provider/model}
	 * @return the model under the given id, never {@code null}
	 */
	public ModelSpec find(String id) {
		ModelSpec spec = lookUp(id);
		if (!spec.known() && this.warned.add(id)) {
			logger.warn(LogMessage.format("Nothing is known of the model '%s': assuming a context window of %d tokens "
					+ "and an output limit of %d. Check its name, or give its 'context-window' and 'max-tokens' under "
					+ "'llm.resilience.models'.", id, spec.contextWindow(), spec.maxTokens()));
		}
		return spec.withPrice(this.prices.find(id));
	}

	/**
	 * Return what is known or assumed of a model, as {@link #find} does, without a word
	 * about it.
	 * @param id the model, {@code provider/model}
	 * @return the model under the given id, never {@code null}
	 */
	public ModelSpec look(String id) {
		return lookUp(id).withPrice(this.prices.find(id));
	}

	/**
	 * Return a copy that knows better of one model.
	 * @param id the model, {@code provider/model}
	 * @param contextWindow the tokens that prompt and answer may have together,
	 * {@code null} to leave it as it is; all of a larger window may be prompt, and a
	 * smaller one leaves the most that a prompt may have as it is where that fits
	 * @param maxTokens the most tokens it can produce, {@code null} to leave it as it is
	 * @return the copy; there, an unknown model is known once both numbers are given
	 */
	public ModelCatalog withOverride(String id, @Nullable Integer contextWindow, @Nullable Integer maxTokens) {
		ModelSpec spec = lookUp(id);
		boolean known = spec.known() || (contextWindow != null && maxTokens != null);
		int window = (contextWindow != null) ? contextWindow : spec.contextWindow();
		int input = (window > spec.contextWindow()) ? window : Math.min(spec.limits().maxInput(), window);
		int limit = (maxTokens != null) ? maxTokens : Math.min(spec.maxTokens(), window);
		Map<String, ModelSpec> copy = new HashMap<>(this.models);
		copy.put(id, new ModelSpec(id, known, new ModelSpec.Limits(window, input, limit), spec.quirks(), null));
		return new ModelCatalog(copy, this.prices, this.warned);
	}

	/**
	 * Return a copy that knows another price of one model.
	 * @param id the model, {@code provider/model}
	 * @param price the price
	 * @return the copy
	 */
	public ModelCatalog withPrice(String id, ModelPrice price) {
		return new ModelCatalog(this.models, this.prices.with(id, price), this.warned);
	}

	private ModelSpec lookUp(String id) {
		int slash = id.indexOf('/');
		if (slash < 1 || slash == id.length() - 1) {
			throw new IllegalArgumentException("'id' of a model must be provider/model, but is '" + id + "'");
		}
		ModelSpec exact = this.models.get(id);
		if (exact != null) {
			return exact;
		}
		String provider = id.substring(0, slash);
		ModelSpec base = VENDORS.contains(provider) ? lookUpBase(provider, id.substring(slash + 1)) : null;
		return (base != null) ? new ModelSpec(id, base.known(), base.limits(), base.quirks(), null)
				: new ModelSpec(id, false, DEFAULT_CONTEXT_WINDOW, DEFAULT_MAX_TOKENS, Set.of());
	}

	private @Nullable ModelSpec lookUpBase(String provider, String name) {
		String base = ModelName.withoutTuning(name);
		ModelSpec spec = this.models.get(provider + "/" + base);
		return (spec != null) ? spec : this.models.get(provider + "/" + ModelName.withoutDate(base));
	}

	private record Table(LocalDate date, List<Row> models) {

	}

	private record Row(String id, Integer contextWindow, @Nullable Integer maxInput, Integer maxTokens,
			Set<ModelSpec.Quirk> quirks, @Nullable PriceRow price) {

		ModelSpec toSpec() {
			int input = (this.maxInput != null) ? this.maxInput : this.contextWindow;
			return new ModelSpec(this.id, true, new ModelSpec.Limits(this.contextWindow, input, this.maxTokens),
					this.quirks, null);
		}

	}

}
