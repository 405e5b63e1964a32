package io.llmresilience.budget;

import java.util.Arrays;

/**
 * What has been spent. Not thread-safe. Times are milliseconds of the epoch.
 */
sealed interface Spend {

	/** When nothing ever changes. */
	long NEVER = Long.MAX_VALUE;

	/**
	 * Return what counts.
	 */
	long total(long now);

	void add(long amount, long now);

	/**
	 * Return when no more than so much counts if nothing else is spent.
	 * @return the time, {@link #NEVER} if that is the end of the period
	 */
	long downTo(long amount, long now);

	/**
	 * All that was spent in a period.
	 */
	final class Sum implements Spend {

		private long total;

		@Override
		public long total(long now) {
			return this.total;
		}

		@Override
		public void add(long amount, long now) {
			this.total = Amount.sum(this.total, amount);
		}

		@Override
		public long downTo(long amount, long now) {
			return (this.total <= amount) ? now : NEVER;
		}

	}

	/**
	 * What was spent in a time that ends now. It is kept in slices, and a slice counts
	 * until its last moment is out of that time: up to a slice's length longer than need
	 * be, and never shorter.
	 */
	final class Sliding implements Spend {

		static final int SLICES = 60;

		private final long slice;

		private final long[] amounts = new long[SLICES + 1];

		private long current = Long.MIN_VALUE / 2;

		private long total;

		Sliding(long window) {
			this.slice = slice(window);
		}

		static long slice(long window) {
			return (window + SLICES - 1) / SLICES;
		}

		@Override
		public long total(long now) {
			moveTo(now);
			return this.total;
		}

		@Override
		public void add(long amount, long now) {
			moveTo(now);
			int index = index(this.current);
			this.amounts[index] = Amount.sum(this.amounts[index], amount);
			this.total = Amount.sum(this.total, amount);
		}

		@Override
		public long downTo(long amount, long now) {
			moveTo(now);
			long rest = this.total;
			long oldest = this.current - SLICES;
			while (rest > amount && oldest <= this.current) {
				rest -= this.amounts[index(oldest++)];
			}
			return (rest == this.total) ? now : (oldest + SLICES) * this.slice;
		}

		/**
		 * A clock that is put back must not bring anything back.
		 */
		private void moveTo(long now) {
			long target = Math.floorDiv(now, this.slice);
			if (target > this.current + SLICES) {
				Arrays.fill(this.amounts, 0);
				this.total = 0;
				this.current = target;
			}
			while (this.current < target) {
				int index = index(++this.current);
				this.total -= this.amounts[index];
				this.amounts[index] = 0;
			}
		}

		private int index(long slice) {
			return Math.floorMod(slice, this.amounts.length);
		}

	}

}
