package io.llmresilience.test;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Collects bytes with their times and spreads them out as the reply asks for.
 */
final class Timeline {

	private static final byte[] BYTE_ORDER_MARK = { (byte) 0xEF, (byte) 0xBB, (byte) 0xBF };

	private final Timing timing;

	private final Shape shape;

	private final byte[] signOfLife;

	private final List<Beat> beats = new ArrayList<>();

	Timeline(Timing timing, Shape shape, byte[] signOfLife) {
		this.timing = timing;
		this.shape = shape;
		this.signOfLife = signOfLife;
		if (shape.has(Shape.Quirk.BOM)) {
			add(0, BYTE_ORDER_MARK, 0);
		}
	}

	Timeline add(long at, byte[] bytes, int tokens) {
		this.beats.add(new Beat(at, bytes, tokens));
		return this;
	}

	Iterable<Beat> beats(long endAt, Plan.Close close) {
		List<Beat> spread = keptAlive(spread(), endAt);
		Duration every = this.timing.keepAlive();
		if (close != Plan.Close.SILENCE || every == null) {
			return spread;
		}
		return () -> Stream.concat(spread.stream(), endless(Math.max(endAt, lastAt(spread)), every)).iterator();
	}

	private List<Beat> spread() {
		if (this.timing.perByte() != null) {
			return byteByByte(this.timing.perByte().toNanos());
		}
		return this.shape.has(Shape.Quirk.SPLIT_BYTES) ? byteByByte(0) : merged();
	}

	private List<Beat> byteByByte(long nanos) {
		List<Beat> bytes = new ArrayList<>();
		long at = 0;
		for (Beat beat : this.beats) {
			at = Math.max(at, beat.at());
			int tokens = beat.tokens();
			for (byte single : beat.bytes()) {
				bytes.add(new Beat(at, new byte[] { single }, tokens));
				tokens = 0;
				at += nanos;
			}
		}
		return bytes;
	}

	/**
	 * Joins what is due at the same time, because one large write is cheaper than many.
	 */
	private List<Beat> merged() {
		List<Beat> merged = new ArrayList<>();
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		int tokens = 0;
		for (int i = 0; i < this.beats.size(); i++) {
			Beat beat = this.beats.get(i);
			bytes.writeBytes(beat.bytes());
			tokens += beat.tokens();
			if (i == this.beats.size() - 1 || this.beats.get(i + 1).at() != beat.at()) {
				merged.add(new Beat(beat.at(), bytes.toByteArray(), tokens));
				bytes.reset();
				tokens = 0;
			}
		}
		return merged;
	}

	private List<Beat> keptAlive(List<Beat> beats, long endAt) {
		Duration every = this.timing.keepAlive();
		if (every == null) {
			return beats;
		}
		List<Beat> alive = new ArrayList<>();
		long last = 0;
		for (Beat beat : beats) {
			signsOfLife(alive, last, beat.at(), every);
			alive.add(beat);
			last = beat.at();
		}
		signsOfLife(alive, last, endAt, every);
		return alive;
	}

	private void signsOfLife(List<Beat> beats, long from, long to, Duration every) {
		for (long at = from + every.toNanos(); at < to; at += every.toNanos()) {
			beats.add(new Beat(at, this.signOfLife, 0));
		}
	}

	private Stream<Beat> endless(long from, Duration every) {
		return Stream.iterate(from + every.toNanos(), (at) -> at + every.toNanos())
			.map((at) -> new Beat(at, this.signOfLife, 0));
	}

	private static long lastAt(List<Beat> beats) {
		return beats.isEmpty() ? 0 : beats.get(beats.size() - 1).at();
	}

}
