package io.llmresilience.model;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The prices of all models, and which of them an answer costs. A configured price stands
 * before the catalogue's, for the dated names of its model too. Fine-tuned models have
 * only configured prices, as theirs differ from their base's. Immutable.
 */
public final class PriceList {

	private final LocalDate date;

	private final Map<String, ModelPrice> listed;

	private final Map<String, ModelPrice> configured;

	PriceList(LocalDate date, Map<String, ModelPrice> listed, Map<String, ModelPrice> configured) {
		this.date = date;
		this.listed = Map.copyOf(listed);
		this.configured = Map.copyOf(configured);
	}

	/**
	 * Return when the catalogue's prices were true.
	 * @return the date
	 */
	public LocalDate date() {
		return this.date;
	}

	/**
	 * Return the price of a model.
	 * @param id the model, {@code provider/model}
	 * @return the price, {@code null} if it is unknown
	 */
	public @Nullable ModelPrice find(String id) {
		ModelPrice price = find(this.configured, id);
		return (price != null) ? price : find(this.listed, id);
	}

	/**
	 * Return the price of an answer. It is the price of the model that answered, if that
	 * is known. A configured price of the route's model is kept where the catalogue does
	 * not tell the two models apart, as with {@code gpt-5.6} and {@code gpt-5.6-sol}.
	 * @param route the route that was asked, {@code provider/model}
	 * @param served the name of the model that answered, {@code null} if the provider
	 * gave none
	 * @return the price, {@code null} if it is unknown
	 */
	public @Nullable ModelPrice find(String route, @Nullable String served) {
		if (served == null) {
			return find(route);
		}
		String answered = route.substring(0, route.indexOf('/') + 1) + served;
		ModelPrice configured = find(this.configured, answered);
		if (configured != null) {
			return configured;
		}
		ModelPrice listed = find(this.listed, answered);
		return (listed == null || listed.equals(find(this.listed, route))) ? find(route) : listed;
	}

	private static @Nullable ModelPrice find(Map<String, ModelPrice> prices, String id) {
		ModelPrice price = prices.get(id);
		return (price != null) ? price : prices.get(ModelName.withoutDate(id));
	}

	PriceList with(String id, ModelPrice price) {
		Map<String, ModelPrice> configured = new HashMap<>(this.configured);
		configured.put(id, Objects.requireNonNull(price, "'price' must not be null"));
		return new PriceList(this.date, this.listed, configured);
	}

}
