package io.llmresilience.provider;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.springframework.core.io.buffer.DataBuffer;

/**
 * The beginning of a body that somebody else reads. Not thread-safe.
 */
final class BodyStart {

	private static final int LIMIT = 64 * 1024;

	private final ByteBuilder bytes = new ByteBuilder();

	/**
	 * Copies what there is still room for, and leaves the buffer as it is.
	 */
	void passed(DataBuffer buffer) {
		int length = Math.min(buffer.readableByteCount(), LIMIT - this.bytes.size());
		if (length > 0) {
			ByteBuffer copy = ByteBuffer.allocate(length);
			buffer.toByteBuffer(buffer.readPosition(), copy, 0, length);
			this.bytes.append(copy.array(), 0, length);
		}
	}

	String text() {
		return new String(this.bytes.bytes(), 0, this.bytes.size(), StandardCharsets.UTF_8);
	}

}
