package io.llmresilience.budget;

import java.util.Objects;

import reactor.core.publisher.Flux;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.ChatFilter;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.PriceList;
import io.llmresilience.model.TokenEstimator;

/**
 * Reserves what every attempt may cost before it is sent, and settles what it has cost
 * before its end is passed on. It says so with a {@link ChatEvent.Note.Charged}, also
 * where no budget counts the call.
 */
public final class BudgetFilter implements ChatFilter {

	private final Budgets budgets;

	private final Tariff tariff;

	/**
	 * Create the filter of one route.
	 * @param budgets the budgets
	 * @param model the route's model
	 * @param prices what models cost
	 * @param estimator estimates the route's prompts
	 */
	public BudgetFilter(Budgets budgets, ModelSpec model, PriceList prices, TokenEstimator estimator) {
		this.budgets = Objects.requireNonNull(budgets, "'budgets' must not be null");
		Objects.requireNonNull(model, "'model' must not be null");
		Objects.requireNonNull(prices, "'prices' must not be null");
		Objects.requireNonNull(estimator, "'estimator' must not be null");
		this.tariff = new Tariff(budgets, model, prices, estimator);
	}

	@Override
	public Flux<ChatEvent> filter(ChatCall call, ChatExchange next) {
		return Flux.defer(() -> new Attempt(this.budgets, this.tariff, call).over(next));
	}

}
