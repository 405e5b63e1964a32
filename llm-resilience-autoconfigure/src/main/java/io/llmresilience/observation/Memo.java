package io.llmresilience.observation;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Remembers what was made for a key, where making it again, or looking it up elsewhere,
 * costs more than to use it. What is beyond the most that it remembers is made each time,
 * since keys may hold what a convention of the application says. Thread-safe.
 *
 * @param <K> what is asked for
 * @param <V> what is made for it
 */
final class Memo<K, V> {

	static final int MOST = 10_000;

	private final Map<K, V> made = new ConcurrentHashMap<>();

	private final Function<K, V> maker;

	Memo(Function<K, V> maker) {
		this.maker = maker;
	}

	V get(K key) {
		V made = this.made.get(key);
		if (made != null) {
			return made;
		}
		return (this.made.size() < MOST) ? this.made.computeIfAbsent(key, this.maker) : this.maker.apply(key);
	}

}
