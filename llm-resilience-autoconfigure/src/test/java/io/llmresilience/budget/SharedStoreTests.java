package io.llmresilience.budget;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

import io.llmresilience.WatchedTimer;
import io.llmresilience.budget.BudgetStore.Account;
import io.llmresilience.budget.BudgetStore.Claim;
import io.llmresilience.budget.BudgetStore.Lease;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Several processes that share a budget: whatever gets lost or is late, and whichever of
 * them ends or dies, together they never spend more than the limit.
 */
class SharedStoreTests {

	private static final int STEPS = 8000;

	private static final int LIVING = 4;

	private static final Duration VALID = Duration.ofSeconds(9);

	@ParameterizedTest
	@CsvSource({ "1, hour, 30000", "2, hour, 30000", "3, hour, 30000", "4, 10m, 30000", "5, 10m, 30000",
			"6, 10m, 30000", "7, 1m, 6000", "8, 1m, 6000" })
	void togetherProcessesShouldNeverSpendMoreThanTheLimit(long seed, String period, long limit) {
		World world = new World(seed, period, limit);
		for (int i = 0; i < STEPS; i++) {
			world.step();
			assertThat(world.spent()).as("seed %s, step %s", seed, i).isLessThanOrEqualTo(limit);
		}
		assertThat(world.most).as("it is used, too, seed %s", seed).isGreaterThan(limit * 6 / 10);
	}

	private static final class World {

		private final WatchedTimer timer = new WatchedTimer();

		private final Random random;

		private final String period;

		private final long limit;

		private final SharedStore store;

		private final List<Process> processes = new ArrayList<>();

		private final List<Spent> spent = new ArrayList<>();

		private int born;

		private long most;

		private World(long seed, String period, long limit) {
			this.limit = limit;
			this.random = new Random(seed);
			this.period = period;
			this.store = new SharedStore(this.timer, this.random);
		}

		private void step() {
			this.timer.pass(this.random.nextInt(600));
			while (this.processes.size() < LIVING) {
				this.processes.add(new Process(this, "process-" + this.born++));
			}
			Process process = this.processes.get(this.random.nextInt(LIVING));
			process.step();
			int fate = this.random.nextInt(4000);
			if (fate < 4) {
				process.leave(fate < 2);
				this.processes.remove(process);
			}
		}

		/**
		 * What was really spent in the present hour, or in the window that ends now.
		 */
		private long spent() {
			Instant now = this.timer.instant();
			this.spent.removeIf((one) -> !counts(one, now));
			long sum = this.spent.stream().mapToLong(Spent::tokens).sum();
			this.most = Math.max(this.most, sum);
			return sum;
		}

		private boolean counts(Spent one, Instant now) {
			if (this.period.equals("hour")) {
				return !one.reservedAt().isBefore(now.truncatedTo(ChronoUnit.HOURS));
			}
			return one.settledAt().isAfter(now.minus(Duration.parse("PT" + this.period)));
		}

	}

	private record Spent(Instant reservedAt, Instant settledAt, long tokens) {

	}

	/**
	 * One process with calls of random size.
	 */
	private static final class Process {

		private final World world;

		private final Budgets budgets;

		private final Map<Reservation, Instant> calls = new LinkedHashMap<>();

		private boolean dead;

		private Process(World world, String id) {
			this.world = world;
			this.budgets = new Budgets(Spending.limits().tokens("shared", world.limit, world.period).settings(),
					(account, claim) -> this.dead ? Mono.never() : world.store.lease(id, account, claim), world.timer,
					world.timer, (alert) -> {
					});
			this.budgets.start();
		}

		private void step() {
			if (this.calls.size() < 8 && this.world.random.nextInt(3) > 0) {
				Bill bill = new Bill(Bill.UNKNOWN, 1 + this.world.random.nextInt(300));
				Reservation call = this.budgets.ledger()
					.reserve(new Ask(this.budgets.of(Spending.ROUTE), Map.of(), bill));
				this.budgets.ledger().await(call, Duration.ofSeconds(1)).subscribe();
				this.calls.put(call, this.world.timer.instant());
			}
			else if (!this.calls.isEmpty()) {
				end(this.calls.keySet().iterator().next());
			}
		}

		private void end(Reservation call) {
			Instant reservedAt = this.calls.remove(call);
			if (call.isHeld()) {
				long tokens = call.ask().bill().tokens() - this.world.random.nextInt(2);
				this.world.spent.add(new Spent(reservedAt, this.world.timer.instant(), tokens));
				this.budgets.ledger().end(call, new Bill(Bill.UNKNOWN, tokens));
			}
			else {
				this.budgets.ledger().end(call, Bill.NOTHING);
			}
		}

		private void leave(boolean inOrder) {
			if (inOrder) {
				List.copyOf(this.calls.keySet()).forEach(this::end);
				this.budgets.stop().subscribe();
			}
			else {
				this.dead = true;
			}
		}

	}

	/**
	 * Lends blocks of a limit. Its answers are late, and every tenth request or answer
	 * gets lost. What a process held that is not heard of any more counts as spent.
	 */
	private static final class SharedStore {

		private final WatchedTimer timer;

		private final Random random;

		private final Map<Instant, Map<String, Part>> accounts = new HashMap<>();

		private SharedStore(WatchedTimer timer, Random random) {
			this.timer = timer;
			this.random = random;
		}

		private Mono<Lease> lease(String process, Account account, Claim claim) {
			int fate = this.random.nextInt(20);
			Duration delay = Duration.ofMillis(this.random.nextInt(300));
			return Mono.delay(delay, this.timer)
				.flatMap((tick) -> (fate == 0) ? lost() : Mono.just(decide(process, account, claim)))
				.delayElement(delay, this.timer)
				.flatMap((lease) -> (fate == 1) ? lost() : Mono.just(lease));
		}

		private static Mono<Lease> lost() {
			return Mono.error(new IllegalStateException("lost"));
		}

		private Lease decide(String process, Account account, Claim claim) {
			Map<String, Part> parts = this.accounts.computeIfAbsent(account.start(), (start) -> new HashMap<>());
			parts.remove(process);
			Instant now = this.timer.instant();
			if (account.isWindow()) {
				parts.values().removeIf((part) -> part.heardAt().plus(VALID).plus(account.window()).isBefore(now));
			}
			long others = parts.values().stream().mapToLong(Part::held).sum();
			long block = account.limit() / 15;
			long wanted = (claim.wanted() > claim.kept()) ? (claim.wanted() + block - 1) / block * block : claim.kept();
			long held = Math.max(Math.min(wanted, account.limit() - others), claim.kept());
			parts.put(process, new Part(claim.settled(), held, now));
			return new Lease(held, parts.values().stream().mapToLong(Part::settled).sum() - claim.settled(), VALID);
		}

		private record Part(long settled, long held, Instant heardAt) {

		}

	}

}
