package io.llmresilience.fallback;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;

/**
 * The part of a call that is on one route: keeps count of it, and tells the cool-downs
 * how it went before anybody else hears of it.
 */
final class Leg {

	private final Candidate candidate;

	private final Visit visit;

	private final boolean last;

	private final boolean alone;

	private final AtomicBoolean ended = new AtomicBoolean();

	private boolean beyondRepeat;

	private @Nullable LlmException failure;

	/**
	 * Create a leg.
	 * @param candidate the route
	 * @param visit the visit to it
	 * @param last whether no other route can be counted on
	 * @param alone whether the call has no other route at all, and so waits for a limit
	 */
	Leg(Candidate candidate, Visit visit, boolean last, boolean alone) {
		this.candidate = candidate;
		this.visit = visit;
		this.last = last;
		this.alone = alone;
	}

	/**
	 * Go over the route.
	 * @param call the call
	 * @param notes what is to be told before
	 * @return the events, subscribed to at once
	 */
	Flux<ChatEvent> over(ChatCall call, List<ChatEvent> notes) {
		this.candidate.entered();
		return NotesFirst.of(notes, this.candidate.route().exchange(call))
			.doOnNext((event) -> passed(event, call))
			.doOnError(this::failed)
			.doOnComplete(this::end)
			.doOnCancel(this::end);
	}

	private void passed(ChatEvent event, ChatCall call) {
		if (event.isContent()) {
			this.visit.answered();
			this.beyondRepeat |= !call.mayBeginAnewAfter(event);
		}
		else if (event instanceof ChatEvent.Completed) {
			this.visit.answered();
			end();
		}
	}

	private void failed(Throwable failure) {
		if (failure instanceof LlmException refusal) {
			this.failure = refusal;
			if (!this.alone || refusal.kind() != FailureKind.RATE_LIMITED) {
				this.visit.refused(refusal);
			}
		}
		end();
	}

	private void end() {
		if (this.ended.compareAndSet(false, true)) {
			this.candidate.left();
			this.visit.left();
		}
	}

	Candidate candidate() {
		return this.candidate;
	}

	boolean last() {
		return this.last;
	}

	/**
	 * Return how the leg failed, {@code null} if it has not.
	 */
	@Nullable LlmException failure() {
		return this.failure;
	}

	/**
	 * Return whether the caller has seen what must not be repeated.
	 */
	boolean beyondRepeat() {
		return this.beyondRepeat;
	}

}
