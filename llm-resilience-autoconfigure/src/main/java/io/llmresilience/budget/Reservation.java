package io.llmresilience.budget;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import io.llmresilience.budget.Book.Fit;

/**
 * What one call has reserved of all its budgets, or that it waits for it, or that it was
 * refused. Only the {@link Ledger} changes it.
 */
final class Reservation {

	private final Ask ask;

	private final long number;

	private final @Nullable Book[] books;

	private volatile State state = State.NEW;

	private Fit fit = Fit.NOW;

	private @Nullable Book line;

	private @Nullable Refusal refusal;

	private Sinks.@Nullable Empty<Void> waiter;

	private final Disposable.Swap alarm = Disposables.swap();

	Reservation(Ask ask, long number) {
		this.ask = ask;
		this.number = number;
		this.books = new Book[ask.shelves().size()];
	}

	Ask ask() {
		return this.ask;
	}

	/**
	 * Return the place in the order of arrival.
	 */
	long number() {
		return this.number;
	}

	boolean isHeld() {
		return this.state == State.HELD;
	}

	/**
	 * Return whether it is not decided yet.
	 */
	boolean isOpen() {
		return this.state == State.NEW;
	}

	/**
	 * Return why it was refused, {@code null} if it was not.
	 */
	@Nullable Refusal refusal() {
		return this.refusal;
	}

	/**
	 * Return the book that was found for a budget, {@code null} if it does not count the
	 * call.
	 */
	@Nullable Book book(int index) {
		return this.books[index];
	}

	void found(int index, @Nullable Book book) {
		this.books[index] = book;
	}

	/**
	 * Return how it fitted when it was last looked at.
	 */
	Fit fit() {
		return this.fit;
	}

	void fits(Fit fit) {
		this.fit = fit;
	}

	/**
	 * Return the book in whose line it waits, {@code null} if it does not wait.
	 */
	@Nullable Book line() {
		return this.line;
	}

	void queue(Book book) {
		if (this.line != book) {
			leave();
			this.line = book;
			book.line().add(this);
		}
	}

	void hold() {
		leave();
		this.state = State.HELD;
	}

	void refuse(Refusal refusal) {
		leave();
		this.refusal = refusal;
		this.state = State.OVER;
	}

	/**
	 * End.
	 * @return whether it held anything
	 */
	boolean end() {
		boolean held = isHeld();
		leave();
		this.state = State.OVER;
		return held;
	}

	private void leave() {
		if (this.line != null) {
			this.line.line().remove(this);
			this.line = null;
		}
	}

	/**
	 * Let somebody be told when it is decided.
	 */
	Mono<Void> decision() {
		this.waiter = Sinks.empty();
		return this.waiter.asMono();
	}

	Sinks.@Nullable Empty<Void> waiter() {
		return this.waiter;
	}

	Disposable.Swap alarm() {
		return this.alarm;
	}

	private enum State {

		NEW, HELD, OVER

	}

}
