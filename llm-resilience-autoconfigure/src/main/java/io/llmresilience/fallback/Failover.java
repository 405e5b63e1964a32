package io.llmresilience.fallback;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatCall.Hop;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatEvent.Note;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;

/**
 * One call on its way over the routes.
 */
final class Failover {

	private static final Logger logger = LoggerFactory.getLogger(FallbackExchange.class);

	private final FallbackExchange rules;

	private final ChatCall call;

	private final Itinerary itinerary;

	private final List<LlmException> failures = new ArrayList<>(1);

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
		Leg leg = this.itinerary.next(must, notes);
		if (leg == null) {
			return Flux.concat(Flux.fromIterable(notes), Flux.error(raised(this.failures.get(0))));
		}
		return leg.over(this.call.withHop(hop(leg)), notes)
			.onErrorResume(LlmException.class, (failure) -> failed(leg, failure));
	}

	private Hop hop(Leg leg) {
		return leg.last() ? Hop.LAST : this.rules.settings().share(this.call, now());
	}

	private Flux<ChatEvent> failed(Leg leg, LlmException failure) {
		this.failures.add(failure);
		if (leg.beyondRepeat() || failure.kind() == FailureKind.DEADLINE) {
			return Flux.error(raised(failure));
		}
		Consequence consequence = Consequence.of(failure.kind(), this.itinerary.isFirst(leg));
		if (consequence == Consequence.END || !now().isBefore(this.call.deadline())) {
			return Flux.error(raised(this.failures.get(0)));
		}
		logger.debug("Route {} failed with {}, looking for another one", leg.candidate(), failure.kind());
		List<ChatEvent> notes = new ArrayList<>(0);
		boolean turned = this.itinerary.turn(consequence, leg, notes);
		boolean unasked = failure.kind() == FailureKind.CIRCUIT_OPEN;
		return next(turned || unasked || !leg.last(), notes);
	}

	private LlmException raised(LlmException raised) {
		for (LlmException failure : this.failures) {
			if (failure != raised) {
				raised.addSuppressed(failure);
			}
		}
		return raised;
	}

	private Instant now() {
		return this.rules.clock().instant();
	}

}
