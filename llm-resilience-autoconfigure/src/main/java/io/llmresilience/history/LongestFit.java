package io.llmresilience.history;

import java.util.BitSet;
import java.util.function.IntToLongFunction;

/**
 * Finds out how many characters fit into a limit, with few counts: by guessing, then by
 * halving what lies between the longest that is known to fit and the shortest that is
 * known not to. Whatever it answers has been counted as a whole.
 */
final class LongestFit {

	private static final int GUESSES = 4;

	/** What lies between needs not be narrower than this part of the whole. */
	private static final int NARROW = 32;

	private final IntToLongFunction size;

	private final long empty;

	private final long limit;

	private int fits;

	private long fitsSize;

	private int exceeds;

	/**
	 * Create the search.
	 * @param size counts so many characters
	 * @param empty what no character counts
	 * @param limit what they may be at most
	 * @param most the most characters to try
	 */
	LongestFit(IntToLongFunction size, long empty, long limit, int most) {
		this.size = size;
		this.empty = empty;
		this.limit = limit;
		this.exceeds = most + 1;
	}

	/**
	 * Find a good place to look closer at.
	 * @param guess how many characters may fit
	 */
	LongestFit narrow(int guess) {
		int next = within(guess);
		for (int count = 1; this.exceeds - this.fits > Math.max(this.exceeds / NARROW, 2); count++) {
			long counted = count(next);
			next = (count < GUESSES) ? within(better(next, counted)) : middle();
		}
		return this;
	}

	/**
	 * Aim a little beyond the limit from below, and a little below it from beyond.
	 */
	private long better(int guess, long counted) {
		double charactersPerUnit = (double) guess / Math.max(counted - this.empty, 1);
		int beyond = guess / (2 * NARROW) + 1;
		long aim = guess + (long) ((this.limit - counted) * charactersPerUnit);
		return (counted <= this.limit) ? aim + beyond : aim - beyond;
	}

	private int within(long guess) {
		return (guess > this.fits && guess < this.exceeds) ? (int) guess : middle();
	}

	private int middle() {
		return this.fits + (this.exceeds - this.fits) / 2;
	}

	private long count(int length) {
		long counted = this.size.applyAsLong(length);
		if (counted <= this.limit) {
			this.fits = length;
			this.fitsSize = counted;
		}
		else {
			this.exceeds = length;
		}
		return counted;
	}

	/**
	 * Return the longest length that fits.
	 * @param lengths the lengths to choose from
	 * @return one of them, 0 if none fits
	 */
	int longest(BitSet lengths) {
		for (int next = between(lengths); next > 0; next = between(lengths)) {
			count(next);
		}
		int longest = lengths.previousSetBit(this.fits);
		while (longest > 0 && longest != this.fits && this.size.applyAsLong(longest) > this.limit) {
			longest = lengths.previousSetBit(longest - 1);
		}
		return Math.max(longest, 0);
	}

	private int between(BitSet lengths) {
		int above = lengths.nextSetBit(middle());
		if (above > this.fits && above < this.exceeds) {
			return above;
		}
		int below = lengths.previousSetBit(middle());
		return (below > this.fits) ? below : 0;
	}

	/**
	 * Return how many characters are known to fit.
	 */
	int fits() {
		return this.fits;
	}

	/**
	 * Return how many characters a unit has, on average.
	 */
	double charactersPerUnit() {
		return (double) Math.max(this.fits, 1) / Math.max(this.fitsSize - this.empty, 1);
	}

	/**
	 * Return how many characters are known not to fit, or not to be there.
	 */
	int exceeds() {
		return this.exceeds;
	}

}
