package io.llmresilience.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * Keeps key-values as they are handed over, instead of one by one in maps: they are the
 * largest part of what an observation takes.
 */
class LeanContext extends Observation.Context {

	private KeyValues low = KeyValues.empty();

	private KeyValues high = KeyValues.empty();

	@Override
	public Observation.Context addLowCardinalityKeyValue(KeyValue keyValue) {
		this.low = this.low.and(keyValue);
		return this;
	}

	@Override
	public Observation.Context addHighCardinalityKeyValue(KeyValue keyValue) {
		this.high = this.high.and(keyValue);
		return this;
	}

	@Override
	public Observation.Context addLowCardinalityKeyValues(KeyValues keyValues) {
		this.low = merged(this.low, keyValues);
		return this;
	}

	@Override
	public Observation.Context addHighCardinalityKeyValues(KeyValues keyValues) {
		this.high = merged(this.high, keyValues);
		return this;
	}

	private static KeyValues merged(KeyValues before, KeyValues added) {
		return hasSameKeys(before, added) ? added : before.and(added);
	}

	private static boolean hasSameKeys(KeyValues one, KeyValues other) {
		var others = other.iterator();
		for (KeyValue keyValue : one) {
			if (!others.hasNext() || !others.next().getKey().equals(keyValue.getKey())) {
				return false;
			}
		}
		return !others.hasNext();
	}

	@Override
	public Observation.Context removeLowCardinalityKeyValue(String keyName) {
		this.low = without(this.low, keyName);
		return this;
	}

	@Override
	public Observation.Context removeHighCardinalityKeyValue(String keyName) {
		this.high = without(this.high, keyName);
		return this;
	}

	private static KeyValues without(KeyValues keyValues, String keyName) {
		return KeyValues.of(keyValues.stream().filter((keyValue) -> !keyValue.getKey().equals(keyName)).toList());
	}

	@Override
	public KeyValues getLowCardinalityKeyValues() {
		return this.low;
	}

	@Override
	public KeyValues getHighCardinalityKeyValues() {
		return this.high;
	}

	@Override
	public @Nullable KeyValue getLowCardinalityKeyValue(String key) {
		return find(this.low, key);
	}

	@Override
	public @Nullable KeyValue getHighCardinalityKeyValue(String key) {
		return find(this.high, key);
	}

	private static @Nullable KeyValue find(KeyValues keyValues, String key) {
		for (KeyValue keyValue : keyValues) {
			if (keyValue.getKey().equals(key)) {
				return keyValue;
			}
		}
		return null;
	}

	@Override
	public KeyValues getAllKeyValues() {
		return this.low.and(this.high);
	}

}
