package io.llmresilience.test;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ExchangeTests {

	private final HandClock clock = new HandClock();

	private final RequestLog log = new RequestLog(0);

	private final Exchange exchange = this.log.arrived(this::exchange);

	@Test
	void whenItEndsShouldSettleTheBill() {
		this.exchange.bill(charge());
		this.exchange.sent(2);
		this.exchange.end(Ending.CLIENT_CLOSED);
		this.exchange.sent(1);
		assertThat(this.log.ledger().bill().total().output()).isEqualTo(2);
	}

	@Test
	void whenLogIsClearedShouldStayOnTheOldBill() {
		Ledger old = this.log.ledger();
		this.log.clear();
		this.exchange.bill(charge());
		assertThat(old.bill().requests()).hasSize(1);
		assertThat(this.log.ledger().bill().requests()).isEmpty();
	}

	@Test
	void whenItIsNotBilledShouldCostNothing() {
		this.exchange.sent(2);
		this.exchange.end(Ending.ANSWERED);
		assertThat(this.log.ledger().bill().requests()).isEmpty();
	}

	private Exchange exchange(int sequence) {
		ReceivedRequest request = new ReceivedRequest(sequence, Dialect.OPENAI, "POST", "/", Map.of(), "",
				Json.object(), this.clock.instant(), Ending.OPEN, null);
		return new Exchange(request, this.clock, this.log, null);
	}

	private static Charge charge() {
		return new Charge(new BilledRequest(1, Dialect.OPENAI, "m", "m", "default", new BilledTokens(10, 0, 0, 4, 0)),
				4);
	}

}
