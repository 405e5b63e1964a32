package io.llmresilience.history;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which beginning of a conversation a summary should stand for, and which would do.
 */
final class SummaryPlan {

	private final Turns turns;

	private final List<String> keys;

	private final Map<String, Integer> summarized = new HashMap<>();

	private final int least;

	private final int target;

	private SummaryPlan(Turns turns, int least, int target) {
		this.turns = turns;
		this.least = least;
		this.target = target;
		this.keys = (least > 0) ? Fingerprints.of(turns).subList(0, turns.count() - 1) : List.of();
		for (int i = 0; i < this.keys.size(); i++) {
			this.summarized.put(this.keys.get(i), i + 1);
		}
	}

	/**
	 * Plan the summary of a conversation.
	 * @param conversation the conversation
	 * @param settings how much is kept
	 * @return the plan, which is impossible if the last turn leaves no room for a summary
	 */
	static SummaryPlan of(Conversation conversation, HistorySettings settings) {
		Turns turns = Turns.of(conversation.messages());
		long room = conversation.tokenLimit() - conversation.tokens(turns.systemMessages())
				- SummaryBlock.mostTokens(conversation, settings.summary().maxTokens());
		long[] kept = new long[turns.count() + 1];
		for (int i = turns.count() - 1; i >= 0; i--) {
			kept[i] = kept[i + 1] + conversation.tokens(turns.turn(i));
		}
		int least = 1;
		while (least < turns.count() && kept[least] > room) {
			least++;
		}
		if (least == turns.count()) {
			return new SummaryPlan(turns, 0, 0);
		}
		int target = least;
		while (turns.count() - target > settings.keepLast() && kept[target] > settings.shareBesideASummary() * room) {
			target++;
		}
		return new SummaryPlan(turns, least, target);
	}

	/**
	 * Return whether there is anything to leave out.
	 */
	boolean isNeeded() {
		return this.turns.count() > 1;
	}

	boolean isPossible() {
		return this.least > 0;
	}

	Turns turns() {
		return this.turns;
	}

	/**
	 * Return how many turns have to be left out, at least.
	 */
	int least() {
		return this.least;
	}

	/**
	 * Return how many turns a new summary should stand for.
	 */
	int target() {
		return this.target;
	}

	/**
	 * Return the key of the summary of so many turns.
	 */
	String key(int turns) {
		return this.keys.get(turns - 1);
	}

	/**
	 * Return for how many turns of this conversation a key stands, 0 if for none.
	 */
	int turns(String key) {
		return this.summarized.getOrDefault(key, 0);
	}

	/**
	 * Return whether the summary with a key is all that is needed.
	 */
	boolean isEnough(String key) {
		int turns = turns(key);
		return turns >= this.least && turns <= this.target;
	}

	/**
	 * Return the keys that a summary may have which is all that is needed, beginning with
	 * the one that leaves most turns as they are.
	 */
	List<String> enough() {
		return this.keys.subList(this.least - 1, this.target);
	}

	/**
	 * Return the keys that a summary may have to which something has to be added,
	 * beginning with the one to which least has to be.
	 */
	List<String> tooOld() {
		List<String> older = new ArrayList<>(this.keys.subList(0, this.least - 1));
		Collections.reverse(older);
		return older;
	}

	/**
	 * Return all keys of use, the best one first.
	 */
	List<String> wanted() {
		List<String> wanted = new ArrayList<>(enough());
		wanted.addAll(tooOld());
		return wanted;
	}

	/**
	 * Return whether one key is better than another one.
	 */
	boolean isBetter(String key, String other) {
		return wanted().indexOf(key) < wanted().indexOf(other);
	}

}
