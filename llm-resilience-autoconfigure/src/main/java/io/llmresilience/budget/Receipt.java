package io.llmresilience.budget;

import io.llmresilience.ChatEvent;
import io.llmresilience.model.ModelPrice;

/**
 * Says what an attempt has cost.
 */
final class Receipt {

	static final ChatEvent.Note.Charged UNKNOWN = new ChatEvent.Note.Charged(null);

	private Receipt() {
	}

	static ChatEvent.Note.Charged of(Bill bill) {
		return (bill.usd() != Bill.UNKNOWN) ? new ChatEvent.Note.Charged(ModelPrice.ofPicoUsd(bill.usd())) : UNKNOWN;
	}

}
