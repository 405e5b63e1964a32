package io.llmresilience.budget;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.llmresilience.BudgetUnit;
import io.llmresilience.ChatRequest;
import io.llmresilience.Usage;
import io.llmresilience.model.ModelPrice;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.PriceList;
import io.llmresilience.model.TokenEstimator;
import io.llmresilience.model.UsageSoFar;

/**
 * What calls on one route cost, and which budgets count them.
 */
final class Tariff {

	private static final Logger logger = LoggerFactory.getLogger(Budgets.class);

	private final Budgets budgets;

	private final ModelSpec model;

	private final PriceList prices;

	private final TokenEstimator estimator;

	private final List<Shelf> shelves;

	private final boolean countsMoney;

	Tariff(Budgets budgets, ModelSpec model, PriceList prices, TokenEstimator estimator) {
		this.budgets = budgets;
		this.model = model;
		this.prices = prices;
		this.estimator = estimator;
		this.shelves = budgets.of(model.id());
		this.countsMoney = this.shelves.stream().anyMatch((shelf) -> shelf.budget().unit() == BudgetUnit.USD);
	}

	String route() {
		return this.model.id();
	}

	/**
	 * Return whether any budget may count calls of this route.
	 */
	boolean isCounted() {
		return !this.shelves.isEmpty();
	}

	long estimate(ChatRequest request) {
		return this.estimator.estimate(request).tokens();
	}

	/**
	 * Return what a call wants to reserve.
	 */
	Ask ask(ChatRequest request, long inputTokens) {
		return new Ask(this.shelves, labels(request), worstCase(request, inputTokens));
	}

	private static Map<String, String> labels(ChatRequest request) {
		return request.origin().labels();
	}

	/**
	 * Return what a call may cost at most.
	 */
	Bill worstCase(ChatRequest request, long inputTokens) {
		Integer asked = request.output().maxTokens();
		int maxTokens = (asked != null) ? asked : this.model.maxTokens();
		ModelPrice price = this.prices.find(this.model.id());
		if (price == null) {
			warn();
			return new Bill(Bill.UNKNOWN, inputTokens + maxTokens);
		}
		return new Bill(ModelPrice.toPicoUsd(price.worstCase(request, inputTokens, maxTokens)),
				inputTokens + maxTokens);
	}

	private void warn() {
		if (this.countsMoney && this.budgets.missesPriceOf(this.model.id())) {
			logger.warn("No price is known of '{}': its calls pass budgets in USD without being counted there. "
					+ "Configure its price below 'llm.resilience.models'.", this.model.id());
		}
	}

	/**
	 * Return what an attempt has cost.
	 * @param seen what was seen of it
	 * @param inputTokens the prompt, where the provider did not count it
	 */
	Bill bill(UsageSoFar seen, long inputTokens) {
		Usage usage = seen.usage().orElse(new Usage(inputTokens, 0L, null, null, null));
		ModelPrice price = this.prices.find(this.model.id(), seen.model());
		BigDecimal cost = (price != null) ? price.cost(usage, seen.service()) : null;
		return new Bill((cost != null) ? ModelPrice.toPicoUsd(cost) : Bill.UNKNOWN, tokens(usage));
	}

	private static long tokens(Usage usage) {
		return orNone(usage.inputTokens()) + orNone(usage.outputTokens());
	}

	private static long orNone(@Nullable Long tokens) {
		return (tokens != null) ? tokens : 0;
	}

}
