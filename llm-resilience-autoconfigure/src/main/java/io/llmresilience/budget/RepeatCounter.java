package io.llmresilience.budget;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts how often the same thing was seen within a window that ends now. Remembers a
 * bounded number of things, those that were seen last. Thread-safe; holds its lock for
 * arithmetic only. Times are milliseconds of the epoch.
 */
final class RepeatCounter {

	static final int LARGEST = 10_000;

	private final int most;

	private final long window;

	private final Map<Fingerprint, Times> seen = new LinkedHashMap<>(16, 0.75F, true);

	/**
	 * Create a counter.
	 * @param most how often a thing may be seen within a window
	 * @param window the window's length
	 */
	RepeatCounter(int most, long window) {
		this.most = most;
		this.window = window;
	}

	/**
	 * Take note of a thing unless it was seen too often.
	 * @return whether it is seen for at most as many times as it may
	 */
	synchronized boolean admits(Fingerprint thing, long now) {
		forget(now);
		return this.seen.computeIfAbsent(thing, (key) -> new Times(this.most)).admit(now, now - this.window);
	}

	synchronized int size() {
		return this.seen.size();
	}

	/**
	 * The first one was not seen for longer than all others.
	 */
	private void forget(long now) {
		Iterator<Times> times = this.seen.values().iterator();
		while (times.hasNext() && (times.next().isOver(now - this.window) || this.seen.size() >= LARGEST)) {
			times.remove();
		}
	}

	/**
	 * When one thing was admitted, as many times as it may be: a ring whose oldest time
	 * is overwritten.
	 */
	private static final class Times {

		private final int most;

		private long[] ring = new long[1];

		private int count;

		private int next;

		private Times(int most) {
			this.most = most;
		}

		private boolean admit(long now, long since) {
			boolean full = this.count == this.most;
			if (full && this.ring[this.next] > since) {
				return false;
			}
			if (this.count == this.ring.length && !full) {
				this.ring = Arrays.copyOf(this.ring, Math.min(this.count * 2, this.most));
			}
			this.ring[this.next] = now;
			this.next = (this.next + 1) % this.most;
			this.count = Math.min(this.count + 1, this.most);
			return true;
		}

		private boolean isOver(long since) {
			return this.ring[(this.next + this.most - 1) % this.most] <= since;
		}

	}

}
