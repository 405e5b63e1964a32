package io.llmresilience.budget;

import io.llmresilience.ChatEvent;
import io.llmresilience.model.ModelPrice;

/**
 * Says what an attempt has cost.
 */
final class Receipt {

	private Receipt() {
	}

	static ChatEvent.Note.Charged of(Bill bill) {
		return new ChatEvent.Note.Charged((bill.usd() != Bill.UNKNOWN) ? ModelPrice.ofPicoUsd(bill.usd()) : null);
	}

}
