package io.llmresilience.fallback;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;

import io.llmresilience.CallRefusedException;
import io.llmresilience.ChatCall;
import io.llmresilience.ChatCall.Hop;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatEvent.Note;
import io.llmresilience.LlmException;
import io.llmresilience.LlmException.Sent;
import io.llmresilience.fallback.HedgedFlux.Entry;

/**
 * One call on its way over the routes.
 */
final class Failover {

	private static final Logger logger = LoggerFactory.getLogger(FallbackExchange.class);

	private final FallbackExchange rules;

	private final ChatCall call;

	private final Itinerary itinerary;

	private final List<LlmException> failures = new ArrayList<>(1);

	private List<Leg> legs = List.of();

	Failover(FallbackExchange rules, ChatCall call, RouteTable.Plan plan) {
		this.rules = rules;
		this.call = call;
		this.itinerary = new Itinerary(plan, call.request(), rules.coolDowns());
	}

	Flux<ChatEvent> run() {
		List<ChatEvent> notes = new ArrayList<>(2);
		notes.add(new Note.Planned(this.itinerary.names()));
		return next(true, notes);
	}

	private Flux<ChatEvent> next(boolean must, List<ChatEvent> notes) {
		boolean first = this.legs.isEmpty();
		Leg leg = this.itinerary.next(must, notes);
		if (leg == null) {
			return NotesFirst.of(notes, Flux.error(raised(this.failures.get(0))));
		}
		this.legs = new ArrayList<>(List.of(leg));
		Flux<ChatEvent> events = over(leg, notes);
		Hedging hedging = this.rules.hedging();
		return ((first && hedging.mayHedge(this.call)) ? hedging.hedged(entry(leg, events), this::second) : events)
			.onErrorResume(LlmException.class, (failure) -> failed());
	}

	private Flux<ChatEvent> over(Leg leg, List<ChatEvent> notes) {
		Hop hop = leg.last() ? Hop.LAST : this.rules.settings().share(this.call, now());
		return leg.over(this.call.withHop(hop), notes);
	}

	/**
	 * Ask the next route while the present one is still silent.
	 */
	private synchronized @Nullable Entry second() {
		List<ChatEvent> notes = new ArrayList<>(0);
		Leg leg = this.itinerary.next(false, notes);
		if (leg == null) {
			return null;
		}
		this.legs.add(leg);
		return entry(leg, over(leg, notes));
	}

	private synchronized Flux<ChatEvent> failed() {
		List<Failed> failed = new ArrayList<>(1);
		for (Leg leg : this.legs) {
			LlmException failure = leg.failure();
			if (failure != null) {
				failed.add(Failed.of(leg, failure, this.itinerary.isFirst(leg)));
				this.failures.add(failure);
			}
		}
		for (Failed one : failed) {
			if (one.endsTheCall()) {
				return Flux.error(raised(one.failure()));
			}
		}
		return now().isBefore(this.call.deadline()) ? goOn(failed) : Flux.error(raised(this.failures.get(0)));
	}

	private Flux<ChatEvent> goOn(List<Failed> failed) {
		boolean must = false;
		List<ChatEvent> notes = new ArrayList<>(0);
		for (Failed one : failed) {
			logger.debug("Route {} failed with {}, looking for another one", one.leg().candidate(),
					one.failure().kind());
			boolean turned = this.itinerary.turn(one.consequence(), one.leg(), notes);
			must |= turned || one.deservesAnother();
		}
		return next(must, notes);
	}

	private LlmException raised(LlmException raised) {
		for (LlmException failure : this.failures) {
			if (failure != raised) {
				raised.addSuppressed(failure);
			}
		}
		return raised;
	}

	private static Entry entry(Leg leg, Flux<ChatEvent> events) {
		return new Entry(leg.candidate().name(), events);
	}

	private Instant now() {
		return this.rules.clock().instant();
	}

	/**
	 * A route that has failed.
	 */
	private record Failed(Leg leg, LlmException failure, Consequence consequence) {

		static Failed of(Leg leg, LlmException failure, boolean first) {
			return new Failed(leg, failure, Consequence.of(failure, first));
		}

		/**
		 * Return whether the call ends as this route has: there is no use in another one,
		 * or the caller has seen a part of its answer.
		 */
		boolean endsTheCall() {
			return this.consequence == Consequence.END || this.leg.beyondRepeat();
		}

		/**
		 * Return whether another route must be asked even if none is ready: this one was
		 * not asked with all that its rules allow, or not at all.
		 */
		boolean deservesAnother() {
			return !this.leg.last() || (this.failure instanceof CallRefusedException && this.failure.sent() == Sent.NO);
		}

	}

}
