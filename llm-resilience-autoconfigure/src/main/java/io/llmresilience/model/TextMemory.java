package io.llmresilience.model;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToLongFunction;

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
		Generations now = current();
		Long known = now.young().counts().get(text);
		if (known != null) {
			return known;
		}
		Long older = now.old().counts().get(text);
		long count = (older != null) ? older : this.counter.applyAsLong(text);
		if (size(text) <= this.half) {
			remember(text, count);
		}
		return count;
	}

	private void remember(String text, long count) {
		Generations now = current();
		while (!now.young().add(text, count, this.half)) {
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

	private static long size(String text) {
		return text.length() + PER_TEXT;
	}

	private record Generations(Generation young, Generation old) {

		static Generations empty() {
			return new Generations(Generation.empty(), Generation.empty());
		}

		Generations next() {
			return new Generations(Generation.empty(), this.young);
		}

	}

	/**
	 * Texts are strings, so that even many with the same hash are found fast.
	 */
	private record Generation(Map<String, Long> counts, AtomicLong size) {

		static Generation empty() {
			return new Generation(new ConcurrentHashMap<>(), new AtomicLong());
		}

		boolean add(String text, long count, long capacity) {
			long size = TextMemory.size(text);
			boolean fits = this.size.addAndGet(size) <= capacity;
			if (!fits || this.counts.putIfAbsent(text, count) != null) {
				this.size.addAndGet(-size);
			}
			return fits;
		}

	}

}
