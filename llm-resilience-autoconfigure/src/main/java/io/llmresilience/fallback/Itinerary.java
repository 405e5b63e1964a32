package io.llmresilience.fallback;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.llmresilience.ChatEvent;
import io.llmresilience.ChatEvent.Note;
import io.llmresilience.ChatRequest;
import io.llmresilience.FailureKind;

/**
 * The routes of one call: which have been asked, which are left, and which comes next.
 */
final class Itinerary {

	private final RouteTable.Plan plan;

	private final ChatRequest request;

	private final CoolDowns coolDowns;

	private final Set<Candidate> asked = new HashSet<>();

	private final Set<String> toldOf = new HashSet<>();

	private List<Candidate> list;

	private final List<Candidate> left;

	Itinerary(RouteTable.Plan plan, ChatRequest request, CoolDowns coolDowns) {
		this.plan = plan;
		this.request = request;
		this.coolDowns = coolDowns;
		this.list = plan.routes();
		this.left = new ArrayList<>(plan.routes());
	}

	List<String> names() {
		return this.plan.names();
	}

	boolean isFirst(Leg leg) {
		return leg.candidate() == this.plan.routes().get(0);
	}

	/**
	 * Go to the next route.
	 * @param must whether one must be asked even if none is ready
	 * @param notes where to tell of the routes that are passed over
	 * @return the next leg, {@code null} if there is none
	 */
	@Nullable Leg next(boolean must, List<ChatEvent> notes) {
		Leg leg = null;
		RouteChoice choice;
		do {
			List<Standing> standings = this.left.stream().map(this::standing).toList();
			choice = choose(standings, must);
			Standing next = choice.next();
			if (next != null) {
				leg = enter(this.left.get(standings.indexOf(next)), next, choice.last());
			}
		}
		while (leg == null && choice.next() != null);
		tell(choice.passedOver(), notes);
		return leg;
	}

	private RouteChoice choose(List<Standing> standings, boolean must) {
		RouteChoice choice = RouteChoice.of(standings, must);
		boolean misfits = choice.next() == null && this.asked.isEmpty();
		return misfits ? RouteChoice.ofMisfits(standings) : choice;
	}

	private @Nullable Leg enter(Candidate candidate, Standing standing, boolean last) {
		Visit visit = standing.ready() ? this.coolDowns.visit(candidate.route())
				: this.coolDowns.forcedVisit(candidate.route());
		if (visit == null) {
			return null;
		}
		this.left.remove(candidate);
		this.asked.add(candidate);
		return new Leg(candidate, visit, last, this.plan.routes().size() == 1);
	}

	private Standing standing(Candidate candidate) {
		return new Standing(candidate.name(), this.coolDowns.availability(candidate.route()),
				candidate.fit().misfit(this.request));
	}

	private void tell(List<Standing> passedOver, List<ChatEvent> notes) {
		for (Standing standing : passedOver) {
			if (this.toldOf.add(standing.route())) {
				notes.add(standing.skipped());
			}
		}
	}

	/**
	 * Turn to the routes that a failure leaves.
	 * @param consequence what follows from the failure
	 * @param failed the leg that failed
	 * @param notes where to tell of the routes that are ruled out
	 * @return whether this is another list of routes
	 */
	boolean turn(Consequence consequence, Leg failed, List<ChatEvent> notes) {
		if (consequence == Consequence.OTHER_FILTER) {
			return turnTo(this.plan.onContentFiltered());
		}
		if (consequence == Consequence.LARGER_WINDOW) {
			if (!this.plan.onContextWindow().isEmpty()) {
				return turnTo(this.plan.onContextWindow());
			}
			leaveOutSmaller(failed.candidate(), notes);
		}
		return false;
	}

	private boolean turnTo(List<Candidate> list) {
		boolean turned = this.list != list && !list.isEmpty();
		this.list = list;
		this.left.clear();
		this.left.addAll(list);
		this.left.removeAll(this.asked);
		return turned;
	}

	private void leaveOutSmaller(Candidate failed, List<ChatEvent> notes) {
		for (Candidate candidate : List.copyOf(this.left)) {
			if (!candidate.fit().mayHold(this.request.messages(), failed.fit())) {
				this.left.remove(candidate);
				notes.add(new Note.Skipped(candidate.name(), FailureKind.CONTEXT_WINDOW_EXCEEDED,
						"the prompt was too long for " + failed.name() + ", whose context window is not smaller"));
			}
		}
	}

}
