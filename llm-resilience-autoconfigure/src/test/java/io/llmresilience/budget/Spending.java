package io.llmresilience.budget;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.llmresilience.BudgetExceededException;
import io.llmresilience.BudgetUnit;
import io.llmresilience.WatchedTimer;
import io.llmresilience.budget.BudgetSettings.Action;
import io.llmresilience.budget.BudgetSettings.Jdbc;
import io.llmresilience.budget.BudgetSettings.Jdbc.DeadLease;
import io.llmresilience.budget.BudgetSettings.Jdbc.SchemaInitialization;
import io.llmresilience.budget.BudgetSettings.Limit;
import io.llmresilience.budget.BudgetSettings.LoopGuard;
import io.llmresilience.budget.BudgetSettings.Mode;
import io.llmresilience.budget.BudgetSettings.StoreFailure;
import io.llmresilience.budget.BudgetSettings.StoreKind;

/**
 * Budgets in virtual time and calls that spend of them.
 */
final class Spending {

	static final String ROUTE = "openai/gpt-6-luna";

	static final Duration MAX_WAIT = Duration.ofSeconds(1);

	final WatchedTimer timer = new WatchedTimer();

	final List<BudgetAlert> alerts = new ArrayList<>();

	final Budgets budgets;

	Spending(BudgetSettings settings, BudgetStore store) {
		this.budgets = new Budgets(settings, store, this.timer, this.timer, this.alerts::add);
		this.budgets.start();
	}

	Spending(Limits limits) {
		this(limits.settings(), BudgetStore.inMemory());
	}

	static Limits limits() {
		return new Limits();
	}

	void pass(Duration time) {
		this.timer.pass(time.toMillis());
	}

	void passUntil(String instant) {
		pass(Duration.between(this.timer.instant(), Instant.parse(instant)));
	}

	Call call(String usd) {
		return call(ROUTE, Map.of(), bill(usd, 0));
	}

	Call call(Map<String, String> labels, String usd) {
		return call(ROUTE, labels, bill(usd, 0));
	}

	Call call(String route, Map<String, String> labels, Bill bill) {
		return new Call(this.budgets.ledger(), new Ask(this.budgets.of(route), labels, bill), ROUTE, this.timer);
	}

	void spend(String usd) {
		call(usd).settle(usd);
	}

	static Bill bill(String usd, long tokens) {
		return new Bill(Amount.of(BudgetUnit.USD, new BigDecimal(usd)).count(), tokens);
	}

	BudgetSnapshot snapshot() {
		return this.budgets.snapshot().get(0);
	}

	BudgetSnapshot snapshot(String name, @Nullable String label) {
		return this.budgets.snapshot()
			.stream()
			.filter((snapshot) -> snapshot.name().equals(name) && Objects.equals(snapshot.label(), label))
			.findFirst()
			.orElseThrow(() -> new AssertionError("no '" + name + "' in " + this.budgets.snapshot()));
	}

	String settled() {
		return text(snapshot().figures().settled());
	}

	String reserved() {
		return text(snapshot().figures().reserved());
	}

	static String text(BigDecimal amount) {
		return amount.stripTrailingZeros().toPlainString();
	}

	static final class Limits {

		private final Map<String, Limit> limits = new LinkedHashMap<>();

		private Duration maxWait = MAX_WAIT;

		private Mode mode = Mode.ENFORCE;

		private StoreFailure onStoreFailure = StoreFailure.CLOSED;

		Limits usd(String name, String limit, String period) {
			return usd(name, limit, period, "all", Action.REJECT);
		}

		Limits usd(String name, String limit, String period, String scope, Action action) {
			return add(name, new Limit(new BigDecimal(limit), BudgetUnit.USD, period, scope, action,
					List.of(0.5, 0.8, 1.0), null));
		}

		Limits tokens(String name, long limit, String period) {
			return add(name, new Limit(BigDecimal.valueOf(limit), BudgetUnit.TOKENS, period, "all", Action.REJECT,
					List.of(), null));
		}

		Limits add(String name, Limit limit) {
			this.limits.put(name, limit);
			return this;
		}

		Limits maxWait(Duration maxWait) {
			this.maxWait = maxWait;
			return this;
		}

		Limits mode(Mode mode) {
			this.mode = mode;
			return this;
		}

		Limits onStoreFailure(StoreFailure onStoreFailure) {
			this.onStoreFailure = onStoreFailure;
			return this;
		}

		BudgetSettings settings() {
			return new BudgetSettings(this.mode, ZoneOffset.UTC, this.maxWait, this.onStoreFailure, this.limits,
					StoreKind.MEMORY,
					new Jdbc(Duration.ofSeconds(15), 0.01, DeadLease.CHARGE, SchemaInitialization.NEVER),
					new LoopGuard(null, null, Duration.ofMinutes(1), Mode.ENFORCE));
		}

	}

	/**
	 * A call that has asked for its part.
	 */
	static final class Call {

		private final Ledger ledger;

		private final Reservation reservation;

		private final WatchedTimer timer;

		private final String route;

		private @Nullable Instant decidedAt;

		Call(Ledger ledger, Ask ask, String route, WatchedTimer timer) {
			this.ledger = ledger;
			this.route = route;
			this.timer = timer;
			this.reservation = ledger.reserve(ask);
			ledger.await(this.reservation, MAX_WAIT).subscribe(null, null, () -> this.decidedAt = timer.instant());
		}

		boolean held() {
			return this.reservation.isHeld();
		}

		boolean waits() {
			return this.reservation.isOpen();
		}

		long decidedAtMillis() {
			return (this.decidedAt != null) ? this.decidedAt.toEpochMilli() : -1;
		}

		BudgetExceededException refusal() {
			Refusal refusal = this.reservation.refusal();
			if (refusal == null) {
				throw new AssertionError("not refused");
			}
			return refusal.of(this.route, this.timer.instant());
		}

		Call settle(String usd) {
			return settle(bill(usd, 0));
		}

		Call settle(Bill bill) {
			this.ledger.end(this.reservation, bill);
			return this;
		}

		void release() {
			this.ledger.end(this.reservation, Bill.NOTHING);
		}

		void keep() {
			this.ledger.end(this.reservation, this.reservation.ask().bill());
		}

	}

}
