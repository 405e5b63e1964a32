package io.llmresilience.fallback;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.llmresilience.ChatEvent;

/**
 * How a race between two routes stands, decided with values alone.
 *
 * @param running who is still in it
 * @param told what those who have dropped out had to tell
 * @param winner who has won, {@code null} if nobody yet
 * @param <R> what takes part
 */
record RaceState<R>(List<R> running, List<ChatEvent> told, @Nullable R winner) {

	static <R> RaceState<R> of(R first) {
		return new RaceState<>(List.of(first), List.of(), null);
	}

	boolean open() {
		return this.winner == null && !this.running.isEmpty();
	}

	/**
	 * Return whether one may go on.
	 */
	boolean admits(R runner) {
		return this.running.contains(runner) && (this.winner == null || this.winner == runner);
	}

	RaceState<R> joined(R runner) {
		List<R> running = new ArrayList<>(this.running);
		running.add(runner);
		return open() ? new RaceState<>(running, this.told, null) : this;
	}

	/**
	 * Let the first to have content win.
	 */
	RaceState<R> won(R runner) {
		return (open() && this.running.contains(runner)) ? new RaceState<>(this.running, this.told, runner) : this;
	}

	/**
	 * Let one drop out. The race is lost when nobody is left.
	 */
	RaceState<R> droppedOut(R runner, List<ChatEvent> notes) {
		if (!open() || !this.running.contains(runner)) {
			return this;
		}
		List<R> running = new ArrayList<>(this.running);
		running.remove(runner);
		List<ChatEvent> told = new ArrayList<>(this.told);
		told.addAll(notes);
		return new RaceState<>(List.copyOf(running), List.copyOf(told), null);
	}

}
