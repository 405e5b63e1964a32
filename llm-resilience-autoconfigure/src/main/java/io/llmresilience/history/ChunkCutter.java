package io.llmresilience.history;

import java.util.BitSet;
import java.util.List;

import io.llmresilience.history.ChunkBorders.Kind;

/**
 * Cuts one document. What it cuts depends on a bounded part of the text only, and so not
 * on the pieces in which it comes. Not thread-safe.
 */
final class ChunkCutter {

	private static final List<Kind> KINDS = List.of(Kind.values());

	/** A border is what it is whatever comes after so many characters. */
	private static final int CONTEXT = 64;

	/** Less than this part of a chunk is hardly worth a request. */
	private static final int SMALL = 4;

	private final ChunkLimits limits;

	private final ChunkBorders borders;

	private final ChunkText text = new ChunkText();

	private int index;

	private int overlap;

	private long overlapSize;

	private double charactersPerUnit;

	ChunkCutter(ChunkLimits limits) {
		this.limits = limits;
		this.borders = new ChunkBorders(limits.locale());
		this.charactersPerUnit = limits.measure().usualUnit();
	}

	/**
	 * Return how many characters must be accepted before the next chunk can be cut.
	 */
	int wanted() {
		int lookahead = 2 * most() + CONTEXT;
		return this.text.ended() ? 0 : Math.max(lookahead - available(), 0);
	}

	private int most() {
		return this.limits.measure().mostCharacters(this.limits.size());
	}

	private int available() {
		return this.text.length() - this.overlap;
	}

	void accept(CharSequence piece, int start, int end) {
		this.text.append(piece, start, end);
	}

	void end() {
		this.text.end();
	}

	/**
	 * Cut the next chunk, when nothing is wanted and the document is not empty.
	 */
	DocumentChunk next() {
		int length = length();
		int end = this.overlap + length;
		DocumentChunk chunk = new DocumentChunk(this.index++, this.text.substring(0, end), this.overlap,
				this.text.offset());
		advance(this.text.substring(this.overlap, end), end);
		return chunk;
	}

	/**
	 * Return whether nothing is left, when nothing is wanted.
	 */
	boolean isEmpty() {
		return available() == 0;
	}

	private int length() {
		int length = longest();
		if (length == 0 && this.overlap > 0) {
			this.text.drop(this.overlap);
			this.overlap = 0;
			this.overlapSize = 0;
			length = longest();
		}
		if (length == 0) {
			throw this.limits.tooSmall(this.text);
		}
		return length;
	}

	private int longest() {
		LongestFit fit = new LongestFit(this::size, this.overlapSize, this.limits.size(),
				Math.min(most() - Math.min(this.overlap, most() - 1), available()));
		fit.narrow(guess(this.limits.size() - this.overlapSize));
		this.charactersPerUnit = fit.charactersPerUnit();
		String region = region(0, fit.exceeds());
		for (Kind kind : KINDS) {
			int length = fit.longest(borders(kind, region, 0));
			if (length > 0 && (length > fit.fits() / SMALL || nextFits(kind, length, fit.fits()))) {
				return length;
			}
		}
		return 0;
	}

	private int guess(long size) {
		return (int) Math.min(size * this.charactersPerUnit, Integer.MAX_VALUE);
	}

	private long size(int length) {
		return this.limits.measure().of(this.text.wholeUntil(this.overlap + length));
	}

	/**
	 * Return a part of what is not cut yet, and what must be known after it.
	 */
	private String region(int start, int end) {
		int from = this.overlap + start;
		return this.text.substring(from, Math.min(this.overlap + end + CONTEXT, this.text.length()));
	}

	/**
	 * Find the borders of a region, the end of the document among them.
	 */
	private BitSet borders(Kind kind, String region, int start) {
		BitSet found = this.borders.find(kind, region);
		found.set(region.length(), this.text.ended() && start + region.length() == available());
		return found;
	}

	/**
	 * Return whether what follows a border fits into a chunk. If not it must be cut
	 * anyway, and need not begin a chunk.
	 */
	private boolean nextFits(Kind kind, int start, int usual) {
		String region = region(start, start + 2 * usual);
		int length = borders(kind, region, start).nextSetBit(1);
		return length > 0 && this.limits.measure().of(region.substring(0, length)) <= this.limits.room();
	}

	private void advance(String body, int end) {
		int repeated = (this.limits.overlap() > 0) ? repeated(body) : 0;
		this.text.drop(end - repeated);
		this.overlap = repeated;
		this.overlapSize = (repeated > 0) ? this.limits.measure().of(this.text.substring(0, repeated)) : 0;
	}

	/**
	 * Return how much of a chunk's end the next one repeats.
	 */
	private int repeated(String body) {
		int length = body.length();
		LongestFit fit = new LongestFit((count) -> this.limits.measure().of(body.substring(length - count)), 0,
				this.limits.overlap(), length);
		fit.narrow(guess(this.limits.overlap()));
		for (Kind kind : KINDS.subList(1, KINDS.size())) {
			int repeated = fit.longest(lengthsToEnd(this.borders.find(kind, body), body));
			if (repeated > 0) {
				return body.substring(length - repeated).stripLeading().length();
			}
		}
		return 0;
	}

	private static BitSet lengthsToEnd(BitSet borders, String body) {
		int length = body.length();
		BitSet lengths = new BitSet(length + 1);
		borders.stream().forEach((border) -> lengths.set(length - border));
		lengths.set(length);
		lengths.clear(0, length - ChunkBorders.spacesStart(body, length) + 1);
		return lengths;
	}

}
