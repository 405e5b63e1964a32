package io.llmresilience.budget;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

import io.llmresilience.budget.BudgetStore.Account;
import io.llmresilience.budget.BudgetStore.Claim;
import io.llmresilience.budget.BudgetStore.Lease;

/**
 * Talks with the store. Not thread-safe, but for what happens after a session: the
 * {@link Ledger} looks after it.
 */
final class Lender {

	private static final Logger logger = LoggerFactory.getLogger(Budgets.class);

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final int RENEWALS = 3;

	/** A budget may have many parts, and they all miss the same store. */
	private static final long WARN_EVERY = 60_000;

	private final BudgetStore store;

	private final Scheduler timer;

	private final Ledger ledger;

	private int open;

	private long quietUntil = Long.MIN_VALUE;

	private boolean closing;

	private Sinks.@Nullable Empty<Void> idle;

	Lender(BudgetStore store, Scheduler timer, Ledger ledger) {
		this.store = store;
		this.timer = timer;
		this.ledger = ledger;
	}

	/**
	 * Ask for what those need who wait, if that makes sense.
	 */
	void askForMore(Book book, Session session) {
		if (!this.closing && book.holding().mayAsk(session.now())) {
			more(book, session);
		}
	}

	/**
	 * Ask before anybody has to wait.
	 */
	void askAhead(Book book, Session session) {
		if (book.holding().runsLow(book.used(session.now()), session.now())) {
			askForMore(book, session);
		}
	}

	/**
	 * Report, and hold as much again, or give it back if nobody has wanted anything.
	 */
	void renew(Book book, Session session) {
		if (this.closing || book.isRetired()) {
			returnRest(book, session);
		}
		else if (!book.holding().isAsking()) {
			if (book.wasUsed() || !book.line().isEmpty() || book.holding().hasFailed()) {
				more(book, session);
			}
			else {
				less(book, session);
			}
		}
	}

	/**
	 * Report and give back what nobody will need, if that is so.
	 */
	void returnRest(Book book, Session session) {
		boolean over = (this.closing || book.isRetired()) && book.isIdle() && !book.holding().isAsking();
		if (over && book.holding().owesReport(book.spent(session.now()))) {
			less(book, session);
		}
	}

	private void more(Book book, Session session) {
		long now = session.now();
		send(book, book.holding().more(book.spent(now), book.used(now), book.waiting(), now), session);
	}

	private void less(Book book, Session session) {
		long now = session.now();
		send(book, book.holding().less(book.spent(now), book.used(now), now), session);
	}

	private void send(Book book, Claim claim, Session session) {
		this.open++;
		Account account = book.account();
		Claim complete = claim.withTotal(book.everSpent());
		session.after(() -> Mono.defer(() -> this.store.lease(account, complete))
			.switchIfEmpty(Mono.error(() -> new IllegalStateException("The store gave no lease")))
			.timeout(PATIENCE, this.timer)
			.subscribe((lease) -> this.ledger.granted(book, lease), (failure) -> this.ledger.failed(book, failure)));
	}

	void granted(Book book, Lease lease, Session session) {
		book.holding().granted(lease, book.used(session.now()), session.now());
		if (book.holding().isLent()) {
			renewAfter(book, lease.validFor().dividedBy(RENEWALS), session);
		}
		answered(book, session);
	}

	void failed(Book book, Throwable failure, Session session) {
		if (book.holding().failed(session.now())) {
			boolean warns = session.now() >= this.quietUntil;
			this.quietUntil = warns ? session.now() + WARN_EVERY : this.quietUntil;
			session.after(() -> logger.atLevel(warns ? Level.WARN : Level.DEBUG)
				.log("The store of budget '{}' does not answer ({}); going on with what it lent", book.budget().name(),
						failure.getClass().getName()));
		}
		renewAfter(book, Duration.ofMillis(book.holding().retryAfter()), session);
		this.open--;
		tellIfIdle(session);
	}

	private void renewAfter(Book book, Duration delay, Session session) {
		if (!this.closing) {
			session.after(() -> book.renewal()
				.update(this.timer.schedule(() -> this.ledger.renew(book), Math.max(delay.toMillis(), 1),
						TimeUnit.MILLISECONDS)));
		}
	}

	private void answered(Book book, Session session) {
		this.open--;
		returnRest(book, session);
		tellIfIdle(session);
	}

	void begin() {
		this.closing = false;
		this.idle = null;
	}

	/**
	 * Lend nothing more.
	 * @return completes when all that is open has been answered
	 */
	Mono<Void> close(Iterable<Book> books, Session session) {
		this.closing = true;
		Sinks.Empty<Void> idle = Sinks.empty();
		this.idle = idle;
		for (Book book : books) {
			session.after(() -> book.renewal().update(Disposables.disposed()));
			returnRest(book, session);
		}
		tellIfIdle(session);
		return idle.asMono();
	}

	private void tellIfIdle(Session session) {
		Sinks.Empty<Void> idle = this.idle;
		if (this.open == 0 && idle != null) {
			session.after(idle::tryEmitEmpty);
		}
	}

}
