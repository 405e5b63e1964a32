package io.llmresilience.provider;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;

/**
 * Collects the bytes of a whole body. Not thread-safe.
 */
final class BodyBytes {

	private final ByteBuilder bytes = new ByteBuilder();

	private final long limit;

	/**
	 * Create an empty body.
	 * @param limit the most bytes that are taken
	 */
	BodyBytes(long limit) {
		this.limit = limit;
	}

	/**
	 * Takes what a buffer holds, and releases it.
	 * @throws DataBufferLimitException if it is too much
	 */
	void add(DataBuffer buffer) {
		try {
			if (this.bytes.size() + buffer.readableByteCount() > this.limit) {
				throw new DataBufferLimitException("Body is larger than " + this.limit + " bytes");
			}
			this.bytes.append(buffer);
		}
		finally {
			DataBufferUtils.release(buffer);
		}
	}

	byte[] toByteArray() {
		return this.bytes.toByteArray();
	}

}
