package io.llmresilience.budget;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

import io.llmresilience.budget.Book.Fit;

/**
 * All books and how calls get in and out of them. Not thread-safe: the {@link Ledger}
 * looks after them.
 */
final class Books {

	private final List<Shelf> shelves;

	private final Scheduler timer;

	private final Lender lender;

	private final Alarm alarm;

	Books(List<Shelf> shelves, Scheduler timer, Lender lender, Alarm alarm) {
		this.shelves = shelves;
		this.timer = timer;
		this.lender = lender;
		this.alarm = alarm;
	}

	/**
	 * Return the books of the present periods.
	 */
	List<Book> all(Session session) {
		List<Book> all = new ArrayList<>();
		for (Shelf shelf : this.shelves) {
			turnPage(shelf, session);
			if (shelf.budget().splitBy() == null) {
				shelf.open(null, session.now());
			}
			all.addAll(shelf.books());
		}
		return all;
	}

	/**
	 * Open the books that need no label, and ask what was spent before.
	 */
	void open(Session session) {
		for (Shelf shelf : this.shelves) {
			if (shelf.budget().splitBy() == null) {
				turnPage(shelf, session);
				this.lender.askForMore(shelf.open(null, session.now()), session);
			}
		}
	}

	private @Nullable Book find(Shelf shelf, Map<String, String> labels, Session session) {
		turnPage(shelf, session);
		return shelf.find(labels, session.now());
	}

	private void turnPage(Shelf shelf, Session session) {
		if (session.now() >= shelf.end()) {
			shelf.roll(session.now()).forEach((book) -> this.lender.returnRest(book, session));
		}
	}

	/**
	 * Decide whether a call goes, waits or is refused.
	 */
	void judge(Reservation call, Session session) {
		Book tight = assess(call, session);
		if (tight == null) {
			take(call, session);
		}
		else if (call.fit() == Fit.LATER) {
			call.queue(tight);
			this.lender.askForMore(tight, session);
		}
		else {
			refuse(call, tight, session);
		}
	}

	/**
	 * Refuse a call that will not fit, and do nothing else.
	 */
	void look(Reservation call, Session session) {
		Book tight = assess(call, session);
		if (tight != null && call.fit() != Fit.LATER) {
			refuse(call, tight, session);
		}
	}

	private @Nullable Book assess(Reservation call, Session session) {
		Ask ask = call.ask();
		Fit worst = Fit.NOW;
		Book tight = null;
		for (int i = 0; i < ask.shelves().size(); i++) {
			Book book = find(ask.shelves().get(i), ask.labels(), session);
			Fit fit = (book != null) ? book.fit(ask.bill(), session.now()) : Fit.NOW;
			if (fit.compareTo(worst) > 0) {
				worst = fit;
				tight = book;
			}
			call.found(i, book);
		}
		call.fits(worst);
		return tight;
	}

	private void take(Reservation call, Session session) {
		call.hold();
		for (int i = 0; i < call.ask().shelves().size(); i++) {
			Book book = call.book(i);
			if (book != null) {
				take(book, call.ask().bill(), session);
			}
		}
		tell(call, session);
	}

	private void take(Book book, Bill bill, Session session) {
		if (bill.in(book.budget().unit()) == Bill.UNKNOWN) {
			book.countUnpriced();
		}
		long amount = bill.reserved(book.budget().unit());
		if (!book.budget().enforced() && book.exceeds(amount, session.now())) {
			book.countRefused();
			this.alarm.exceeded(book, amount, session);
		}
		book.reserve(amount);
		this.lender.askAhead(book, session);
	}

	/**
	 * Refuse a call that waits.
	 */
	void refuse(Reservation call, Session session) {
		Book line = call.line();
		if (line != null) {
			refuse(call, line, session);
		}
	}

	private void refuse(Reservation call, Book book, Session session) {
		long needed = call.ask().bill().reserved(book.budget().unit());
		book.countRefused();
		call.refuse(book.refusal(needed, session.now()));
		this.alarm.refused(book, session);
		tell(call, session);
	}

	private void tell(Reservation call, Session session) {
		Sinks.Empty<Void> waiter = call.waiter();
		if (waiter != null) {
			session.after(() -> {
				call.alarm().dispose();
				this.timer.schedule(waiter::tryEmitEmpty);
			});
		}
	}

	/**
	 * End a reservation; what it does not take goes to those who wait.
	 */
	void end(Reservation call, Bill actual, Session session) {
		if (!call.end()) {
			session.after(call.alarm()::dispose);
			return;
		}
		for (int i = 0; i < call.ask().shelves().size(); i++) {
			Book book = call.book(i);
			if (book != null) {
				settle(book, call.ask().bill(), actual, session);
			}
		}
		for (int i = 0; i < call.ask().shelves().size(); i++) {
			Book book = call.book(i);
			if (book != null && !book.line().isEmpty()) {
				judgeLine(book, session);
			}
		}
	}

	private void settle(Book book, Bill bill, Bill actual, Session session) {
		long reserved = bill.reserved(book.budget().unit());
		long cost = actual.in(book.budget().unit());
		book.settle(reserved, (cost != Bill.UNKNOWN) ? cost : reserved, session.now());
		this.alarm.settled(book, session);
		this.lender.returnRest(book, session);
	}

	/**
	 * Judge those again who wait at a book.
	 */
	void judgeLine(Book book, Session session) {
		Collection<Reservation> line = List.copyOf(book.line());
		line.forEach((call) -> judge(call, session));
	}

}
