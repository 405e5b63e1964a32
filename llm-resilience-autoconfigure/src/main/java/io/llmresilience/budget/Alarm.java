package io.llmresilience.budget;

import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

import io.llmresilience.budget.BudgetStore.Account;

/**
 * Tells when a budget has reached a share of its limit, and what would have been refused.
 * Never names a label's value.
 */
final class Alarm {

	private static final Logger logger = LoggerFactory.getLogger(Budgets.class);

	private final BudgetStore store;

	private final Consumer<BudgetAlert> listener;

	Alarm(BudgetStore store, Consumer<BudgetAlert> listener) {
		this.store = store;
		this.listener = listener;
	}

	void settled(Book book, Session session) {
		book.alerts(false, session.now(), (share) -> alert(book, share, session));
	}

	void refused(Book book, Session session) {
		book.alerts(true, session.now(), (share) -> alert(book, share, session));
	}

	/**
	 * Take note of a call that passes although too little is left.
	 */
	void exceeded(Book book, long needed, Session session) {
		refused(book, session);
		Refusal refusal = book.refusal(needed, session.now());
		if (book.firstExcess()) {
			session.after(() -> logger.warn("Lets pass what could be refused: {}", refusal.message()));
		}
		else {
			session.after(() -> logger.debug("Lets pass what could be refused: {}", refusal.message()));
		}
	}

	private void alert(Book book, double share, Session session) {
		Account account = book.account();
		BudgetAlert alert = book.alert(share, session.now());
		session.after(() -> Mono.defer(() -> this.store.firstToAlert(account, share))
			.onErrorReturn(true)
			.subscribe((first) -> {
				if (first) {
					tell(alert);
				}
			}));
	}

	private void tell(BudgetAlert alert) {
		logger.warn("Budget '{}' has reached {} %: {} of {} {} spent{}", alert.budget(),
				Math.round(alert.share() * 100), alert.spent().stripTrailingZeros().toPlainString(),
				alert.limit().stripTrailingZeros().toPlainString(), alert.unit(),
				(alert.end() != null) ? ", it begins anew at " + alert.end() : "");
		this.listener.accept(alert);
	}

}
