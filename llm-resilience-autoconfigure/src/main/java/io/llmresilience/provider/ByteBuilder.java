package io.llmresilience.provider;

import java.util.Arrays;

import org.springframework.core.io.buffer.DataBuffer;

/**
 * A growing run of bytes that can be emptied and used again.
 */
final class ByteBuilder {

	private static final byte[] EMPTY = {};

	private static final int SMALLEST = 512;

	private static final int LARGEST_KEPT = 1 << 16;

	private byte[] bytes = EMPTY;

	private int size;

	byte[] bytes() {
		return this.bytes;
	}

	int size() {
		return this.size;
	}

	void append(byte value) {
		reserve(1);
		this.bytes[this.size++] = value;
	}

	void append(byte[] source, int offset, int length) {
		reserve(length);
		System.arraycopy(source, offset, this.bytes, this.size, length);
		this.size += length;
	}

	void append(DataBuffer source) {
		int length = source.readableByteCount();
		reserve(length);
		source.read(this.bytes, this.size, length);
		this.size += length;
	}

	/**
	 * Returns the bytes and nothing else, copied only if there is room behind them.
	 */
	byte[] toByteArray() {
		return (this.size == this.bytes.length) ? this.bytes : Arrays.copyOf(this.bytes, this.size);
	}

	void clear() {
		this.size = 0;
		if (this.bytes.length > LARGEST_KEPT) {
			this.bytes = EMPTY;
		}
	}

	private void reserve(int more) {
		int needed = this.size + more;
		if (needed > this.bytes.length) {
			this.bytes = Arrays.copyOf(this.bytes, Math.max(Math.max(SMALLEST, needed), 2 * this.size));
		}
	}

}
