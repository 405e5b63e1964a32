package io.llmresilience.budget;

import java.util.Objects;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.ChatFilter;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.PriceList;
import io.llmresilience.model.TokenEstimator;

/**
 * Looks at the budgets before a call queues for its rate limit: one that not even its
 * answer leaves room for is refused at once. It reserves nothing; that is left to
 * {@link BudgetFilter}. Attempts that never got so far are said to have cost nothing.
 */
public final class BudgetDoorFilter implements ChatFilter {

	private static final ChatEvent.Note.Charged NOTHING = Receipt.of(Bill.NOTHING);

	private final Budgets budgets;

	private final Tariff tariff;

	/**
	 * Create the filter of one route.
	 * @param budgets the budgets
	 * @param model the route's model
	 * @param prices what models cost
	 * @param estimator estimates the route's prompts
	 */
	public BudgetDoorFilter(Budgets budgets, ModelSpec model, PriceList prices, TokenEstimator estimator) {
		this.budgets = Objects.requireNonNull(budgets, "'budgets' must not be null");
		this.tariff = new Tariff(budgets, model, prices, estimator);
	}

	@Override
	public Flux<ChatEvent> filter(ChatCall call, ChatExchange next) {
		return Flux.defer(() -> {
			Refusal refusal = this.tariff.isCounted() ? this.budgets.ledger().look(this.tariff.ask(call.request(), 0))
					: null;
			return (refusal != null) ? free(refusal.of(this.tariff.route(), this.budgets.clock().instant()))
					: new Passage().over(next.exchange(call));
		});
	}

	private static Flux<ChatEvent> free(Throwable failure) {
		return Flux.concat(Flux.just(NOTHING), Flux.error(failure));
	}

	/**
	 * One attempt, and whether anybody has said what it costs.
	 */
	private static final class Passage {

		private volatile boolean charged;

		private Flux<ChatEvent> over(Flux<ChatEvent> events) {
			return events.doOnNext(this::passed)
				.onErrorResume((failure) -> this.charged ? Flux.error(failure) : free(failure));
		}

		private void passed(ChatEvent event) {
			if (event instanceof ChatEvent.Note.Charged) {
				this.charged = true;
			}
		}

	}

}
