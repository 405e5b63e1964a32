package io.llmresilience.budget;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import io.llmresilience.BudgetUnit;

/**
 * Where budgets are kept, alone or together with other processes. It lends parts of a
 * limit and hears what became of them; the books of this process work with what they
 * hold, so that calls seldom wait for a store. The sum of what all processes hold must
 * never be above the limit. Implementations are thread-safe and never block.
 * <p>
 * For one account there is never more than one {@link #lease} under way; the next one
 * carries absolute numbers again, so that one whose answer got lost does no harm.
 */
@FunctionalInterface
public interface BudgetStore {

	/**
	 * Report what was spent, give back what is not needed, and ask for more, in one. It
	 * comes for the first time when a budget is first used in a period, also to learn
	 * what was spent in it before; then when little is left; at the latest after a third
	 * of {@link Lease#validFor()}; when the period is over; and at shutdown. If it fails,
	 * or is not answered within five seconds, the books go on with what they hold and ask
	 * again: a second later if a call needs it, and else less and less often.
	 * @param account the budget and its period
	 * @param claim what was spent and what is wanted
	 * @return what this process holds from now on
	 */
	Mono<Lease> lease(Account account, Claim claim);

	/**
	 * Say whether this process is the one that gives an alert.
	 * @param account the budget and its period
	 * @param share the share of the limit that was reached
	 * @return {@code false} if another process has given it in this period already
	 */
	default Mono<Boolean> firstToAlert(Account account, double share) {
		return Mono.just(true);
	}

	/**
	 * Return the store that this process has for itself, and that calls never wait for.
	 * It forgets everything when the process ends.
	 * @return a store that lends whole limits for ever
	 */
	static BudgetStore inMemory() {
		return new InMemoryBudgetStore();
	}

	/**
	 * One budget, or its part for one value of a label, in one period. Amounts of an
	 * account are whole numbers of 1e-12 USD, or of tokens.
	 *
	 * @param budget the budget's name
	 * @param label the label's value, {@code null} if the budget is not split by a label
	 * @param unit what is counted
	 * @param limit what all processes together may spend in the period
	 * @param start when the period began; the epoch if it is a window that ends now
	 * @param end when the period ends, {@link Instant#MAX} if it is a window
	 * @param window how long spending counts: the period's length, or the window's, up to
	 * two slices longer
	 */
	record Account(String budget, @Nullable String label, BudgetUnit unit, long limit, Instant start, Instant end,
			Duration window) {

		/**
		 * Return whether spending counts for a time instead of until the period ends.
		 * @return whether it is a window
		 */
		public boolean isWindow() {
			return this.end.equals(Instant.MAX);
		}

		@Override
		public String toString() {
			return "Account[" + this.budget + ", " + this.start + "]";
		}

	}

	/**
	 * What a process says and asks.
	 *
	 * @param settled what it has spent in the period, or what counts of it in the window;
	 * never an increase
	 * @param kept what it goes on holding of what it holds, never less than
	 * {@code settled} and what calls in flight may take; the rest is given back with this
	 * claim and not used any more
	 * @param wanted what it wants to hold, not less than {@code kept}. A store may lend
	 * more, in blocks say, or less; what is lent to one that gives back is not used
	 * @param total all that it has ever spent, what no longer counts in the window
	 * included: what is more than before is new. It begins at zero again, with a claim
	 * that says so, if the process has forgotten an account of which nothing counted
	 */
	record Claim(long settled, long kept, long wanted, long total) {

		/**
		 * Create a claim for which everything that was spent still counts.
		 * @param settled what was spent
		 * @param kept what the process goes on holding
		 * @param wanted what it wants to hold
		 */
		public Claim(long settled, long kept, long wanted) {
			this(settled, kept, wanted, settled);
		}

		Claim withTotal(long total) {
			return new Claim(this.settled, this.kept, this.wanted, total);
		}

	}

	/**
	 * What a process holds.
	 *
	 * @param held what it may have spent and reserved in the period at most, what it has
	 * spent before included; at least what it kept, unless that had expired
	 * @param elsewhere what others, or earlier processes, have spent of the limit, as far
	 * as known
	 * @param validFor how long after the claim was sent it holds that without another
	 * answer; {@link #FOREVER} if the store does not want to hear of it again
	 */
	record Lease(long held, long elsewhere, Duration validFor) {

		/**
		 * For ever.
		 */
		public static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

		public Lease {
			if (held < 0 || elsewhere < 0 || validFor.isNegative()) {
				throw new IllegalArgumentException("A lease must not be negative, but is " + held + " held, "
						+ elsewhere + " spent elsewhere, valid for " + validFor);
			}
		}

	}

}
