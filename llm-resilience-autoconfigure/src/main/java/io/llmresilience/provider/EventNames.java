package io.llmresilience.provider;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The event names of one stream, so that a name that comes with every event is one string
 * only. Used by one thread at a time.
 */
final class EventNames {

	private static final int CAPACITY = 16;

	private final byte[][] bytes = new byte[CAPACITY][];

	private final String[] names = new String[CAPACITY];

	private int size;

	String of(byte[] source, int offset, int length) {
		for (int i = 0; i < this.size; i++) {
			byte[] known = this.bytes[i];
			if (known.length == length && Arrays.equals(known, 0, length, source, offset, offset + length)) {
				return this.names[i];
			}
		}
		String name = new String(source, offset, length, StandardCharsets.UTF_8);
		if (this.size < CAPACITY) {
			this.bytes[this.size] = Arrays.copyOfRange(source, offset, offset + length);
			this.names[this.size++] = name;
		}
		return name;
	}

}
