package io.llmresilience.test;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LedgerTests {

	private final Ledger ledger = new Ledger(2);

	@Test
	void shouldListInTheOrderOfArrivalWhateverEndsFirst() {
		Tab second = this.ledger.open(charge(2, "a"));
		Tab first = this.ledger.open(charge(1, "a"));
		this.ledger.close(second);
		this.ledger.close(first);
		this.ledger.open(charge(3, "a"));
		assertThat(this.ledger.bill().requests()).extracting(BilledRequest::sequence).containsExactly(1, 2, 3);
	}

	@Test
	void whenMoreEndThanAreRememberedShouldKeepTheSums() {
		for (int i = 1; i <= 5; i++) {
			this.ledger.close(this.ledger.open(charge(i, (i % 2 == 0) ? "b" : "a")));
		}
		Bill bill = this.ledger.bill();
		assertThat(bill.requests()).extracting(BilledRequest::sequence).containsExactly(4, 5);
		assertThat(bill.byModel().get("a").input()).isEqualTo(30);
		assertThat(bill.byModel().get("b").input()).isEqualTo(20);
		assertThat(bill.total().input()).isEqualTo(50);
		assertThat(bill.total().output()).isZero();
	}

	@Test
	void whenOthersAreForgottenShouldGoOnCountingWhatIsOpen() {
		Tab open = this.ledger.open(charge(1, "a"));
		for (int i = 2; i <= 5; i++) {
			this.ledger.close(this.ledger.open(charge(i, "b")));
		}
		open.sent(3);
		assertThat(this.ledger.bill().byModel().get("a").output()).isEqualTo(3);
	}

	@Test
	void whenTabIsClosedShouldNotGrow() {
		Tab tab = this.ledger.open(charge(1, "a"));
		this.ledger.close(tab);
		tab.sent(2);
		assertThat(this.ledger.bill().total().output()).isZero();
	}

	@Test
	void whenTabIsClosedTwiceShouldChargeOnce() {
		Tab tab = this.ledger.open(charge(1, "a"));
		this.ledger.close(tab);
		this.ledger.close(tab);
		assertThat(this.ledger.bill().requests()).hasSize(1);
	}

	@Test
	void billShouldNotChangeAfterwards() {
		Tab tab = this.ledger.open(charge(1, "a"));
		Bill bill = this.ledger.bill();
		tab.sent(2);
		this.ledger.open(charge(2, "b"));
		assertThat(bill.requests()).singleElement().extracting((request) -> request.tokens().output()).isEqualTo(0L);
		assertThat(bill.byModel()).containsOnlyKeys("a");
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> bill.byModel().clear());
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> bill.requests().clear());
	}

	private static Charge charge(int sequence, String model) {
		return new Charge(
				new BilledRequest(sequence, Dialect.OPENAI, model, model, "default", new BilledTokens(10, 0, 0, 4, 0)),
				4);
	}

}
