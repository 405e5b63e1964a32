package io.llmresilience.budget;

import java.util.List;
import java.util.Map;

/**
 * What a call wants to reserve.
 *
 * @param shelves the budgets of its route
 * @param labels the labels of its request
 * @param bill what it may take at most
 */
record Ask(List<Shelf> shelves, Map<String, String> labels, Bill bill) {

	@Override
	public String toString() {
		return "Ask[labels=" + this.labels.keySet() + ", " + this.bill + "]";
	}

}
