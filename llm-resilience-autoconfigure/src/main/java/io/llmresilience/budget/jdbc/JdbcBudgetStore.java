package io.llmresilience.budget.jdbc;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import io.llmresilience.budget.BudgetSettings;
import io.llmresilience.budget.BudgetStore;
import io.llmresilience.budget.jdbc.Tables.Locked;

/**
 * Keeps budgets in a database that all processes of an application share. Every process
 * is lent a part of a limit for a while and reports what it has spent of it, so that
 * calls do not wait for the database. All times are the database's, so that clocks of
 * processes may differ. Thread-safe; never blocks but on its scheduler.
 */
public final class JdbcBudgetStore implements BudgetStore {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final long SWEEP_EVERY = Duration.ofHours(1).toMillis();

	private static final int SWEPT_AT_ONCE = 500;

	private static final int TRIES = 3;

	private final BudgetSettings.Jdbc settings;

	private final String process;

	private final Scheduler scheduler;

	private final Tables tables;

	private final TransactionTemplate transaction;

	private final Outage outage;

	private final AtomicLong claims = new AtomicLong();

	private final AtomicLong nextSweep = new AtomicLong(Long.MIN_VALUE);

	/**
	 * Create the store. Its tables must exist: the script {@code schema.sql} beside this
	 * class creates them.
	 * @param dataSource the database
	 * @param settings how long and how much is lent
	 * @param process the name of this process, of at most 36 characters, that no other
	 * process has or ever had
	 * @param scheduler where threads may wait for the database
	 * @param clock tells how long ago an outage was logged
	 */
	public JdbcBudgetStore(DataSource dataSource, BudgetSettings.Jdbc settings, String process, Scheduler scheduler,
			InstantSource clock) {
		this(dataSource, new Tables(Objects.requireNonNull(dataSource, "'dataSource' must not be null"), null),
				settings, process, scheduler, clock);
	}

	JdbcBudgetStore(DataSource dataSource, Tables tables, BudgetSettings.Jdbc settings, String process,
			Scheduler scheduler, InstantSource clock) {
		this.settings = Objects.requireNonNull(settings, "'settings' must not be null");
		this.process = Objects.requireNonNull(process, "'process' must not be null");
		this.scheduler = Objects.requireNonNull(scheduler, "'scheduler' must not be null");
		this.outage = new Outage(Objects.requireNonNull(clock, "'clock' must not be null"));
		this.tables = tables;
		this.transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
		this.transaction.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
		this.transaction.setTimeout((int) PATIENCE.toSeconds());
	}

	@Override
	public Mono<Lease> lease(Account account, Claim claim) {
		return Mono.defer(() -> {
			long number = this.claims.incrementAndGet();
			return work(() -> lend(account, claim, number));
		});
	}

	@Override
	public Mono<Boolean> firstToAlert(Account account, double share) {
		return work(() -> alert(account, share));
	}

	/**
	 * Work that nobody waits for any more is not begun; what has begun is not
	 * interrupted, since some databases close a file whose reader is.
	 */
	private <T> Mono<T> work(Supplier<T> work) {
		return Mono.create((sink) -> {
			AtomicBoolean gone = new AtomicBoolean();
			sink.onCancel(() -> gone.set(true));
			this.scheduler.schedule(() -> {
				if (!gone.get()) {
					answer(work, sink);
				}
			});
		});
	}

	private <T> void answer(Supplier<T> work, MonoSink<T> sink) {
		T result;
		try {
			result = work.get();
		}
		catch (RuntimeException ex) {
			sink.error(this.outage.of(ex));
			return;
		}
		sink.success(result);
	}

	private Lease lend(Account account, Claim claim, long number) {
		String key = AccountKey.of(account);
		for (int tries = 0; tries < TRIES; tries++) {
			Optional<Lease> lease = Objects.requireNonNull(
					this.transaction.execute((status) -> Optional.ofNullable(lend(key, account, claim, number))));
			if (lease.isPresent()) {
				return lease.get();
			}
			open(key, account);
		}
		throw new IllegalStateException("An account that was just opened is not there");
	}

	private @Nullable Lease lend(String key, Account account, Claim claim, long number) {
		Locked locked = this.tables.lock(key);
		if (locked == null) {
			return null;
		}
		sweepAfter(locked.now());
		return new Visit(this.tables, this.settings, key, account, locked).lend(this.process, number, claim);
	}

	private void open(String key, Account account) {
		try {
			this.transaction.executeWithoutResult((status) -> this.tables.open(key, account));
		}
		catch (DuplicateKeyException ex) {
			// Another process has opened it
		}
	}

	private boolean alert(Account account, double share) {
		try {
			this.transaction.executeWithoutResult((status) -> {
				long now = this.tables.now();
				long quietUntil = account.isWindow() ? now + account.window().toMillis() : Long.MAX_VALUE;
				this.tables.alert(AccountKey.of(account), Double.toString(share), now, quietUntil);
			});
			return true;
		}
		catch (DuplicateKeyException ex) {
			return false;
		}
	}

	private void sweepAfter(long now) {
		long next = this.nextSweep.get();
		if (now >= next && this.nextSweep.compareAndSet(next, now + SWEEP_EVERY)) {
			work(() -> sweep(now)).subscribe(null, (failure) -> {
			});
		}
	}

	private boolean sweep(long now) {
		this.transaction.executeWithoutResult((status) -> this.tables.deleteSlices(now));
		List<String> keys = this.tables.forgettable(now, SWEPT_AT_ONCE);
		for (String key : keys) {
			this.transaction.executeWithoutResult((status) -> this.tables.forget(key, now));
		}
		if (keys.size() == SWEPT_AT_ONCE) {
			this.nextSweep.set(now);
		}
		return true;
	}

}
