package io.llmresilience.observation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A context that keeps key-values in its own way must not be told from Micrometer's.
 */
class LeanContextTests {

	@ParameterizedTest
	@ValueSource(longs = { 1, 22, 333 })
	void shouldHoldWhatMicrometersOwnHolds(long seed) {
		Random random = new Random(seed);
		for (int round = 0; round < 300; round++) {
			Observation.Context lean = new LeanContext();
			Observation.Context plain = new Observation.Context();
			for (int step = 0; step < 6; step++) {
				long choice = random.nextLong();
				change(lean, new Random(choice));
				change(plain, new Random(choice));
			}
			assertThat(contents(lean)).as("seed %s, round %s", seed, round).isEqualTo(contents(plain));
		}
	}

	private static void change(Observation.Context context, Random random) {
		switch (random.nextInt(6)) {
			case 0 -> context.addLowCardinalityKeyValue(keyValue(random));
			case 1 -> context.addHighCardinalityKeyValue(keyValue(random));
			case 2 -> context.addLowCardinalityKeyValues(keyValues(random));
			case 3 -> context.addHighCardinalityKeyValues(keyValues(random));
			case 4 -> context.removeLowCardinalityKeyValues(key(random), key(random));
			default -> context.removeHighCardinalityKeyValue(key(random));
		}
	}

	private static KeyValues keyValues(Random random) {
		List<KeyValue> keyValues = new ArrayList<>();
		for (int i = random.nextInt(4); i > 0; i--) {
			keyValues.add(keyValue(random));
		}
		return KeyValues.of(keyValues);
	}

	private static KeyValue keyValue(Random random) {
		return KeyValue.of(key(random), "value" + random.nextInt(100));
	}

	private static String key(Random random) {
		return "key" + random.nextInt(4);
	}

	private static List<Object> contents(Observation.Context context) {
		List<Object> contents = new ArrayList<>();
		contents.add(context.getLowCardinalityKeyValues());
		contents.add(context.getHighCardinalityKeyValues());
		contents.add(context.getAllKeyValues());
		for (int i = 0; i < 4; i++) {
			contents.add(String.valueOf(context.getLowCardinalityKeyValue("key" + i)));
			contents.add(String.valueOf(context.getHighCardinalityKeyValue("key" + i)));
		}
		return contents;
	}

}
