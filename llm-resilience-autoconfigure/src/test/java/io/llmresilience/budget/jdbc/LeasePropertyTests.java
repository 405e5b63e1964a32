package io.llmresilience.budget.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import io.llmresilience.budget.BudgetSettings.Jdbc.DeadLease;
import io.llmresilience.budget.BudgetStore.Account;
import io.llmresilience.budget.BudgetStore.Claim;
import io.llmresilience.budget.BudgetStore.Lease;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever happens in which order: processes never hold more than the limit together, and
 * none forgets what another has spent.
 */
class LeasePropertyTests {

	private static final long LIMIT = 1000;

	private final BudgetDatabase database = new BudgetDatabase();

	@AfterEach
	void close() {
		this.database.close();
	}

	@ParameterizedTest
	@EnumSource(DeadLease.class)
	void shouldNeverLendMoreThanTheLimit(DeadLease deadLease) {
		long seed = ThreadLocalRandom.current().nextLong();
		Random random = new Random(seed);
		this.database.with(deadLease);
		List<Actor> actors = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			actors.add(new Actor(this.database.store("process-" + i), BudgetDatabase.day()));
		}
		for (int step = 0; step < 600; step++) {
			Actor actor = actors.get(random.nextInt(actors.size()));
			actor.act(random);
			long held = actors.stream().mapToLong((each) -> each.held).sum();
			assertThat(held).as("held after step %d, seed %d", step, seed).isLessThanOrEqualTo(LIMIT);
			assertThat(actor.held + actor.elsewhere).as("held and spent elsewhere, step %d, seed %d", step, seed)
				.isLessThanOrEqualTo(LIMIT);
			this.database.pass(Duration.ofMillis(random.nextInt(50)));
		}
	}

	@Test
	void whenProcessesDieShouldNeverForgetWhatTheySpent() {
		long seed = ThreadLocalRandom.current().nextLong();
		Random random = new Random(seed);
		long reported = 0;
		long spent = 0;
		Actor living = new Actor(this.database.store("living"), BudgetDatabase.day());
		for (int life = 0; life < 40; life++) {
			Actor mortal = new Actor(this.database.store("mortal-" + life), BudgetDatabase.day());
			for (int step = random.nextInt(6); step >= 0; step--) {
				mortal.act(random);
			}
			reported += mortal.spent;
			spent += mortal.spent + random.nextLong(mortal.held - mortal.spent + 1);
			this.database.pass(Duration.ofSeconds(random.nextInt(40)));
			living.act(random);
			assertThat(living.elsewhere).as("life %d, seed %d", life, seed).isGreaterThanOrEqualTo(reported);
		}
		this.database.pass(Duration.ofSeconds(16));
		living.act(random);
		assertThat(living.elsewhere).as("seed %d", seed).isBetween(spent, LIMIT - living.held);
	}

	@Test
	void whenProcessesComeAtOnceShouldNotLendMoreThanTheLimit() {
		List<Lease> leases = Flux.range(0, 40)
			.flatMap((i) -> this.database.store("process-" + i)
				.lease(BudgetDatabase.day(), new Claim(0, 0, 100))
				.subscribeOn(Schedulers.boundedElastic()), 40)
			.collectList()
			.block(Duration.ofSeconds(60));
		assertThat(leases).hasSize(40);
		assertThat(leases.stream().mapToLong(Lease::held).sum()).isEqualTo(LIMIT);
	}

	/**
	 * A process that spends what it holds.
	 */
	private static final class Actor {

		private final JdbcBudgetStore store;

		private final Account account;

		private long held;

		private long elsewhere;

		private long spent;

		private Actor(JdbcBudgetStore store, Account account) {
			this.store = store;
			this.account = account;
		}

		private void act(Random random) {
			this.spent += random.nextLong(Math.max((this.held - this.spent) / 2, 1));
			boolean givesBack = random.nextInt(4) == 0;
			long kept = givesBack ? this.spent + random.nextLong(this.held - this.spent + 1) : this.held;
			long wanted = givesBack ? kept : Math.min(kept + random.nextInt(200), LIMIT);
			Lease lease = this.store.lease(this.account, new Claim(this.spent, kept, Math.max(wanted, kept)))
				.block(Duration.ofSeconds(30));
			assertThat(lease).isNotNull();
			this.held = lease.held();
			this.elsewhere = lease.elsewhere();
		}

	}

}
