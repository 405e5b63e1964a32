package io.llmresilience.budget.jdbc;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

import io.llmresilience.budget.BudgetStore.Account;

/**
 * The statements. Whoever reads leases or spending to change them has locked the account
 * before, so that nobody else can in between.
 */
final class Tables {

	/** Stands for all processes that are long gone. */
	static final String EARLIER = "earlier";

	private static final int LONGEST_NAME = 200;

	private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);

	private final DataSource dataSource;

	private final JdbcClient jdbc;

	private volatile @Nullable DatabaseClock clock;

	/**
	 * Create the statements.
	 * @param dataSource the database
	 * @param clock its clock, {@code null} for the one that suits its kind
	 */
	Tables(DataSource dataSource, @Nullable DatabaseClock clock) {
		this.dataSource = dataSource;
		this.jdbc = JdbcClient.create(dataSource);
		this.clock = clock;
	}

	DatabaseClock clock() {
		DatabaseClock clock = this.clock;
		if (clock == null) {
			clock = DatabaseClock.of(this.dataSource);
			this.clock = clock;
		}
		return clock;
	}

	long now() {
		DatabaseClock clock = clock();
		return this.jdbc.sql("select " + clock.expression()).query((row, number) -> clock.read(row, 1)).single();
	}

	/**
	 * Keep all others away from an account until the transaction ends.
	 * @return how it stands, {@code null} if there is none
	 */
	@Nullable Locked lock(String key) {
		DatabaseClock clock = clock();
		return this.jdbc
			.sql("select forget_at, " + clock.expression()
					+ " from llm_budget_account where account_key = ? for update")
			.param(key)
			.query((row, number) -> new Locked(row.getLong(1), clock.read(row, 2)))
			.optional()
			.orElse(null);
	}

	void open(String key, Account account) {
		String name = account.budget();
		this.jdbc
			.sql("insert into llm_budget_account (account_key, budget, unit, period_start, forget_at) "
					+ "values (?, ?, ?, ?, ?)")
			.params(key, name.substring(0, Math.min(name.length(), LONGEST_NAME)), account.unit().name(),
					account.start().toEpochMilli(), Long.MAX_VALUE)
			.update();
	}

	void forgetAt(String key, long time) {
		this.jdbc.sql("update llm_budget_account set forget_at = ? where account_key = ?").params(time, key).update();
	}

	List<Entry> leases(String key) {
		return this.jdbc
			.sql("select process_id, claim_number, reported, held, unspent, expires_at from llm_budget_lease "
					+ "where account_key = ?")
			.param(key)
			.query((row, number) -> new Entry(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4),
					row.getLong(5), row.getLong(6)))
			.list();
	}

	void write(String key, Entry lease) {
		int updated = this.jdbc
			.sql("update llm_budget_lease set claim_number = ?, reported = ?, held = ?, unspent = ?, expires_at = ? "
					+ "where account_key = ? and process_id = ?")
			.params(lease.claim(), lease.reported(), lease.held(), lease.unspent(), lease.expiresAt(), key,
					lease.process())
			.update();
		if (updated == 0) {
			this.jdbc
				.sql("insert into llm_budget_lease "
						+ "(claim_number, reported, held, unspent, expires_at, account_key, process_id) "
						+ "values (?, ?, ?, ?, ?, ?, ?)")
				.params(lease.claim(), lease.reported(), lease.held(), lease.unspent(), lease.expiresAt(), key,
						lease.process())
				.update();
		}
	}

	/**
	 * Return what every process has spent and what still counts.
	 */
	Map<String, Long> spent(String key, long now) {
		Map<String, Long> spent = new HashMap<>();
		this.jdbc
			.sql("select process_id, sum(amount) from llm_budget_spend where account_key = ? and counts_until > ? "
					+ "group by process_id")
			.params(key, now)
			.query((row) -> {
				spent.put(row.getString(1), row.getBigDecimal(2).min(LARGEST).longValue());
			});
		return spent;
	}

	List<Slice> slices(String key, String process) {
		return this.jdbc
			.sql("select slice, amount, counts_until from llm_budget_spend "
					+ "where account_key = ? and process_id = ? order by slice")
			.params(key, process)
			.query((row, number) -> new Slice(row.getLong(1), row.getLong(2), row.getLong(3)))
			.list();
	}

	void add(String key, String process, Slice slice) {
		List<Long> before = this.jdbc
			.sql("select amount from llm_budget_spend where account_key = ? and process_id = ? and slice = ?")
			.params(key, process, slice.number())
			.query(Long.class)
			.list();
		if (before.isEmpty()) {
			this.jdbc
				.sql("insert into llm_budget_spend (account_key, process_id, slice, amount, counts_until) "
						+ "values (?, ?, ?, ?, ?)")
				.params(key, process, slice.number(), slice.amount(), slice.countsUntil())
				.update();
		}
		else {
			this.jdbc
				.sql("update llm_budget_spend set amount = ? where account_key = ? and process_id = ? and slice = ?")
				.params(Tally.sum(before.get(0), slice.amount()), key, process, slice.number())
				.update();
		}
	}

	void remove(String key, String process) {
		List.of("llm_budget_spend", "llm_budget_lease")
			.forEach((table) -> this.jdbc.sql("delete from " + table + " where account_key = ? and process_id = ?")
				.params(key, process)
				.update());
	}

	/**
	 * Take note of an alert. Fails if somebody has done so before.
	 */
	void alert(String key, String share, long now, long quietUntil) {
		int updated = this.jdbc
			.sql("update llm_budget_alert set quiet_until = ? "
					+ "where account_key = ? and share = ? and quiet_until <= ?")
			.params(quietUntil, key, share, now)
			.update();
		if (updated == 0) {
			this.jdbc.sql("insert into llm_budget_alert (account_key, share, quiet_until) values (?, ?, ?)")
				.params(key, share, quietUntil)
				.update();
		}
	}

	List<String> forgettable(long now, int most) {
		return this.jdbc.sql("select account_key from llm_budget_account where forget_at <= ?")
			.param(now)
			.withMaxRows(most)
			.query(String.class)
			.list();
	}

	/**
	 * Forget an account, unless somebody has come back to it.
	 */
	void forget(String key, long now) {
		Locked account = lock(key);
		if (account != null && account.forgetAt() <= now) {
			for (String table : List.of("spend", "lease", "alert", "account")) {
				this.jdbc.sql("delete from llm_budget_" + table + " where account_key = ?").param(key).update();
			}
		}
	}

	void deleteSlices(long now) {
		this.jdbc.sql("delete from llm_budget_spend where counts_until <= ?").param(now).update();
	}

	/**
	 * An account that nobody else can change.
	 *
	 * @param forgetAt when nobody will ask for it any more
	 * @param now the time
	 */
	record Locked(long forgetAt, long now) {

	}

	/**
	 * What was lent to a process.
	 *
	 * @param process which process
	 * @param claim the number of its last claim
	 * @param reported all that it says to have ever spent
	 * @param held what it may have spent at most
	 * @param unspent what of it it had not spent when it claimed it
	 * @param expiresAt until when
	 */
	record Entry(String process, long claim, long reported, long held, long unspent, long expiresAt) {

		Holder with(long spent) {
			return new Holder(this.process, this.held, this.unspent, spent, this.expiresAt);
		}

	}

	/**
	 * What was spent in a part of a window, or in a whole period.
	 *
	 * @param number which part
	 * @param amount what was spent
	 * @param countsUntil when it is over
	 */
	record Slice(long number, long amount, long countsUntil) {

		private static final long SLICES = 60;

		/**
		 * Return what was spent at a time. It counts until all that may be in the same
		 * slice is out of the window.
		 */
		static Slice of(long amount, Account account, long time) {
			if (!account.isWindow()) {
				return new Slice(0, amount, Long.MAX_VALUE);
			}
			long window = account.window().toMillis();
			long length = (window + SLICES - 1) / SLICES;
			long number = Math.floorDiv(time, length);
			return new Slice(number, amount, (number + 1) * length + window);
		}

	}

}
