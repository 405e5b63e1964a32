package io.llmresilience.observation;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Keeps meters at hand, since to look one up in its registry costs more than to use it.
 *
 * @param <K> what tells the meters apart
 * @param <M> the meters
 */
final class MeterCache<K, M> {

	private final Map<K, M> meters = new ConcurrentHashMap<>();

	private final Function<K, M> registration;

	MeterCache(Function<K, M> registration) {
		this.registration = registration;
	}

	M get(K key) {
		M meter = this.meters.get(key);
		return (meter != null) ? meter : this.meters.computeIfAbsent(key, this.registration);
	}

}
