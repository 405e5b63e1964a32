package io.llmresilience.model;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;

/**
 * Counts texts and remembers the counts of those last used, by the texts' value. There
 * are two generations: a text that is used enters the young one, and when that is full,
 * it becomes the old one in whose place nothing is kept. So a text is forgotten when
 * others of at least half the capacity have been used since, and nobody waits for a lock.
 */
final class TextMemory implements ToLongFunction<String> {

	/** What an entry takes besides its text. */
	private static final int PER_TEXT = 100;

	private final ToLongFunction<String> counter;

	private final long half;

	private final AtomicReference<Generations> generations = new AtomicReference<>(Generations.empty());

	/**
	 * Create an empty memory.
	 * @param counter counts a text, always the same
	 * @param capacity how many characters the texts may have that are remembered, a
	 * hundred for each text included; a text of more than half of it is counted anew
	 */
	TextMemory(ToLongFunction<String> counter, long capacity) {
		this.counter = counter;
		this.half = capacity / 2;
	}

	@Override
	public long applyAsLong(String text) {
		Key key = Key.of(text);
		Generations now = current();
		Long known = now.young().counts().get(key);
		if (known != null) {
			return known;
		}
		Long older = now.old().counts().get(key);
		long count = (older != null) ? older : this.counter.applyAsLong(text);
		if (key.size() <= this.half) {
			remember(key, count);
		}
		return count;
	}

	private void remember(Key key, long count) {
		Generations now = current();
		while (!now.young().add(key, count, this.half)) {
			this.generations.compareAndSet(now, now.next());
			now = current();
		}
	}

	private Generations current() {
		return Objects.requireNonNull(this.generations.get());
	}

	/**
	 * Return how many characters are remembered.
	 */
	long size() {
		Generations now = current();
		return now.young().size().get() + now.old().size().get();
	}

	private record Generations(Generation young, Generation old) {

		static Generations empty() {
			return new Generations(Generation.empty(), Generation.empty());
		}

		Generations next() {
			return new Generations(Generation.empty(), this.young);
		}

	}

	private record Generation(Map<Key, Long> counts, AtomicLong size) {

		static Generation empty() {
			return new Generation(new ConcurrentHashMap<>(), new AtomicLong());
		}

		boolean add(Key key, long count, long capacity) {
			boolean fits = this.size.addAndGet(key.size()) <= capacity;
			if (!fits || this.counts.putIfAbsent(key, count) != null) {
				this.size.addAndGet(-key.size());
			}
			return fits;
		}

	}

	/**
	 * A text by its value. The hash looks at some characters only, since most texts come
	 * as new copies whose own hash would cost more than everything else; keys with the
	 * same hash are found by their order.
	 */
	private record Key(String text, int hash) implements Comparable<Key> {

		private static final int SAMPLES = 64;

		static Key of(String text) {
			int step = text.length() / SAMPLES + 1;
			int hash = text.length();
			for (int i = 0; i < text.length(); i += step) {
				hash = 31 * hash + text.charAt(i);
			}
			return new Key(text, hash);
		}

		long size() {
			return this.text.length() + PER_TEXT;
		}

		@Override
		public int compareTo(Key other) {
			return this.text.compareTo(other.text);
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Key key && this.text.equals(key.text);
		}

		@Override
		public int hashCode() {
			return this.hash;
		}

		@Override
		public String toString() {
			return "Key[" + this.text.length() + " characters]";
		}

	}

}
