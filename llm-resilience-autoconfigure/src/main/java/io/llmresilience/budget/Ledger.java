package io.llmresilience.budget;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import io.llmresilience.budget.BudgetStore.Lease;

/**
 * The only one that opens the books. All budgets of a call are looked at and changed
 * together, behind one lock that is held for arithmetic only: nobody is called, and
 * nothing awaited, while the books are open. So a call reserves of all its budgets or of
 * none, and no refusal comes from what another call only tried. Thread-safe.
 * <p>
 * A call that does not fit now, but may when others have settled, waits in the line of
 * the book that has no room. Those who wait are judged again in the order of arrival
 * whenever something comes back; one that fits goes, also past one that does not yet.
 */
final class Ledger {

	private final Object lock = new Object();

	private final InstantSource clock;

	private final Scheduler timer;

	private final Lender lender;

	private final Books books;

	private long arrivals;

	Ledger(List<Shelf> shelves, BudgetStore store, InstantSource clock, Scheduler timer,
			Consumer<BudgetAlert> listener) {
		this.clock = clock;
		this.timer = timer;
		this.lender = new Lender(store, timer, this);
		this.books = new Books(shelves, timer, this.lender, new Alarm(store, listener));
	}

	/**
	 * Reserve what a call may take.
	 * @param ask what it wants
	 * @return the reservation: held, refused, or still open, and then it must be awaited
	 */
	Reservation reserve(Ask ask) {
		Session session = new Session(this.clock.millis());
		Reservation call;
		synchronized (this.lock) {
			call = new Reservation(ask, this.arrivals++);
			this.books.judge(call, session);
		}
		session.closed();
		return call;
	}

	/**
	 * Look whether a call would be refused, without reserving anything.
	 * @param ask what it wants at least
	 * @return why it is refused, {@code null} if it may fit
	 */
	@Nullable Refusal look(Ask ask) {
		Session session = new Session(this.clock.millis());
		Reservation call = new Reservation(ask, 0);
		synchronized (this.lock) {
			this.books.look(call, session);
		}
		session.closed();
		return call.refusal();
	}

	/**
	 * Wait until a call is let through or refused.
	 * @param call the call
	 * @param patience how long it may take
	 * @return completes when it is decided, at once if it already is
	 */
	Mono<Void> await(Reservation call, Duration patience) {
		long millis = Math.max(patience.toMillis(), 0);
		Mono<Void> decision;
		long pageTurns;
		synchronized (this.lock) {
			if (!call.isOpen()) {
				return Mono.empty();
			}
			decision = call.decision();
			pageTurns = nextPage(call) - this.clock.millis();
		}
		Disposable end = this.timer.schedule(() -> expire(call), millis, TimeUnit.MILLISECONDS);
		Disposable turn = (pageTurns < millis)
				? this.timer.schedule(() -> judgeAgain(call), Math.max(pageTurns, 0), TimeUnit.MILLISECONDS)
				: Disposables.disposed();
		call.alarm().update(Disposables.composite(end, turn));
		return decision;
	}

	private static long nextPage(Reservation call) {
		return call.ask().shelves().stream().mapToLong(Shelf::end).min().orElse(Long.MAX_VALUE);
	}

	private void judgeAgain(Reservation call) {
		Session session = new Session(this.clock.millis());
		synchronized (this.lock) {
			if (call.isOpen()) {
				this.books.judge(call, session);
			}
		}
		session.closed();
	}

	private void expire(Reservation call) {
		Session session = new Session(this.clock.millis());
		synchronized (this.lock) {
			if (call.isOpen()) {
				this.books.judge(call, session);
				this.books.refuse(call, session);
			}
		}
		session.closed();
	}

	/**
	 * End a reservation, or a wait for it. Only the first end counts.
	 * @param call the call
	 * @param actual what it took; where that is not known, all that was reserved
	 */
	void end(Reservation call, Bill actual) {
		Session session = new Session(this.clock.millis());
		synchronized (this.lock) {
			this.books.end(call, actual, session);
		}
		session.closed();
	}

	void granted(Book book, Lease lease) {
		Session session = new Session(this.clock.millis());
		synchronized (this.lock) {
			this.lender.granted(book, lease, session);
			this.books.judgeLine(book, session);
		}
		session.closed();
	}

	void failed(Book book, Throwable failure) {
		Session session = new Session(this.clock.millis());
		synchronized (this.lock) {
			this.lender.failed(book, failure, session);
			this.books.judgeLine(book, session);
		}
		session.closed();
	}

	void renew(Book book) {
		Session session = new Session(this.clock.millis());
		synchronized (this.lock) {
			this.lender.renew(book, session);
		}
		session.closed();
	}

	/**
	 * Open the books, to know what was spent before.
	 */
	void start() {
		Session session = new Session(this.clock.millis());
		synchronized (this.lock) {
			this.lender.begin();
			this.books.open(session);
		}
		session.closed();
	}

	/**
	 * Report everything and give back what is not needed.
	 * @return completes when the store has answered
	 */
	Mono<Void> stop() {
		Session session = new Session(this.clock.millis());
		Mono<Void> stopped;
		synchronized (this.lock) {
			stopped = this.lender.close(this.books.all(session), session);
		}
		session.closed();
		return stopped;
	}

	List<BudgetSnapshot> snapshot() {
		Session session = new Session(this.clock.millis());
		List<BudgetSnapshot> snapshots;
		synchronized (this.lock) {
			snapshots = this.books.all(session).stream().map((book) -> book.snapshot(session.now())).toList();
		}
		session.closed();
		return snapshots;
	}

}
