package io.llmresilience.budget;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

import org.jspecify.annotations.Nullable;

import io.llmresilience.budget.Period.Span;

/**
 * The books of one budget: one for each value of its label, or a single one. Not
 * thread-safe: the {@link Ledger} looks after it.
 */
final class Shelf {

	/**
	 * The most values of a label that have books of their own.
	 */
	static final int LARGEST = 10_000;

	static final String OTHERS = "(others)";

	private static final long SWEEP_EVERY = 1000;

	private final Budget budget;

	private final LongFunction<Holding> holdings;

	private final @Nullable String splitBy;

	private final Map<@Nullable String, Book> books = new HashMap<>();

	private Span span;

	private long end;

	private @Nullable Book others;

	private long nextSweep = Long.MIN_VALUE;

	Shelf(Budget budget, LongFunction<Holding> holdings, Instant now) {
		this.budget = budget;
		this.holdings = holdings;
		this.splitBy = budget.splitBy();
		this.span = budget.period().at(now);
		this.end = this.span.endMillis();
	}

	Budget budget() {
		return this.budget;
	}

	/**
	 * When the period ends.
	 */
	long end() {
		return this.end;
	}

	Collection<Book> books() {
		List<Book> books = new ArrayList<>(this.books.values());
		if (this.others != null) {
			books.add(this.others);
		}
		return books;
	}

	/**
	 * Begin a new period.
	 * @return the books of the old one
	 */
	Collection<Book> roll(long now) {
		Collection<Book> old = books();
		old.forEach(Book::retire);
		this.books.clear();
		this.others = null;
		this.span = this.budget.period().at(Instant.ofEpochMilli(now));
		this.end = this.span.endMillis();
		return old;
	}

	/**
	 * Find the book of a call in the present period.
	 * @return the book, {@code null} if the budget does not count the call
	 */
	@Nullable Book find(Map<String, String> labels, long now) {
		if (!this.budget.scope().covers(labels)) {
			return null;
		}
		String label = (this.splitBy != null) ? labels.get(this.splitBy) : null;
		Book book = this.books.get(label);
		return (book != null) ? book : open(label, now);
	}

	Book open(@Nullable String label, long now) {
		if (this.others != null && this.others.isBlank(now)) {
			this.others = null;
		}
		if (this.others == null && hasRoom(now)) {
			return this.books.computeIfAbsent(label, this::book);
		}
		if (this.others == null) {
			this.others = book(OTHERS);
		}
		return this.others;
	}

	private Book book(@Nullable String label) {
		return new Book(this.budget, label, this.span, this.holdings.apply(this.budget.limit()));
	}

	/**
	 * While values share a book no other one is opened: what they have spent there would
	 * be forgotten.
	 */
	private boolean hasRoom(long now) {
		if (this.books.size() >= LARGEST && now >= this.nextSweep) {
			this.nextSweep = now + SWEEP_EVERY;
			this.books.values().removeIf((book) -> drop(book, now));
		}
		return this.books.size() < LARGEST;
	}

	private static boolean drop(Book book, long now) {
		boolean blank = book.isBlank(now);
		if (blank) {
			book.retire();
		}
		return blank;
	}

}
