package io.llmresilience.model;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.llmresilience.ChatResponse;

/**
 * What the way in which a provider serves a call does to its price. Words are compared
 * without regard to case. Immutable.
 *
 * @param tiers the factors by service tier; ordinary ones need none
 * @param regions the factors by region; no region in particular needs none
 */
public record ServiceFactors(Map<String, BigDecimal> tiers, Map<String, BigDecimal> regions) {

	/**
	 * Nothing is known but the ordinary price.
	 */
	public static final ServiceFactors NONE = new ServiceFactors(Map.of(), Map.of());

	private static final Set<String> ORDINARY_TIERS = Set.of("", "default", "standard", "on_demand");

	private static final Set<String> ORDINARY_REGIONS = Set.of("", "global", "not_available");

	public ServiceFactors {
		tiers = checked(tiers);
		regions = checked(regions);
	}

	private static Map<String, BigDecimal> checked(Map<String, BigDecimal> factors) {
		Map<String, BigDecimal> copy = new HashMap<>();
		factors.forEach((word, factor) -> {
			if (factor.signum() < 0) {
				throw new IllegalArgumentException("The factor of '" + word + "' must be at least 0, but is "
						+ factor.toPlainString() + "; give 1 for the ordinary price");
			}
			copy.put(lowerCase(word), factor.stripTrailingZeros());
		});
		return Map.copyOf(copy);
	}

	/**
	 * Return what the rates are to be multiplied with.
	 * @param service how the provider served the call
	 * @return the factor, {@code null} if the tier or the region is not known
	 */
	@Nullable BigDecimal of(ChatResponse.Service service) {
		BigDecimal tier = factor(service.tier(), this.tiers, ORDINARY_TIERS);
		BigDecimal region = factor(service.region(), this.regions, ORDINARY_REGIONS);
		return (tier != null && region != null) ? tier.multiply(region) : null;
	}

	private static @Nullable BigDecimal factor(@Nullable String word, Map<String, BigDecimal> factors,
			Set<String> ordinary) {
		String key = (word != null) ? lowerCase(word) : "";
		BigDecimal factor = factors.get(key);
		return (factor == null && ordinary.contains(key)) ? BigDecimal.ONE : factor;
	}

	/**
	 * Return the largest factor that a request may be given.
	 * @param words what it asks for, tiers and regions and other words
	 * @return the factor, at least 1
	 */
	BigDecimal largest(Set<String> words) {
		return largest(words, this.tiers).multiply(largest(words, this.regions));
	}

	private static BigDecimal largest(Set<String> words, Map<String, BigDecimal> factors) {
		return words.stream()
			.map((word) -> factors.getOrDefault(lowerCase(word), BigDecimal.ONE))
			.reduce(BigDecimal.ONE, BigDecimal::max);
	}

	/**
	 * Return every product of a tier's and a region's factor that may be used.
	 */
	List<BigDecimal> products() {
		List<BigDecimal> products = new ArrayList<>(this.tiers.values());
		products.addAll(this.regions.values());
		this.tiers.values()
			.forEach((tier) -> this.regions.values().forEach((region) -> products.add(tier.multiply(region))));
		return products;
	}

	private static String lowerCase(String word) {
		return word.toLowerCase(Locale.ROOT);
	}

}
