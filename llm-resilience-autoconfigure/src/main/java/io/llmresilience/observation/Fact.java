package io.llmresilience.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.common.docs.KeyName;
import org.jspecify.annotations.Nullable;

/**
 * A key-value that becomes text only if anybody reads it.
 *
 * @param name the key
 * @param fact the value, {@code null} for none
 */
record Fact(KeyName name, @Nullable Object fact) implements KeyValue {

	@Override
	public String getKey() {
		return this.name.asString();
	}

	@Override
	public String getValue() {
		return (this.fact != null) ? this.fact.toString() : NONE_VALUE;
	}

}
