package io.llmresilience.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

import io.llmresilience.Content;

/**
 * The begin of image files, of which there is no more than their size.
 */
final class Images {

	private static final byte[] PNG = { (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0, 0, 0, 13, 'I', 'H', 'D',
			'R' };

	private static final byte[] FRAME = { (byte) 0xFF, (byte) 0xC2, 0, 17, 8 };

	private Images() {
	}

	static Content.ImageData png(int width, int height) {
		return Content.ImageData.of("image/png", ByteBuffer.allocate(24).put(PNG).putInt(width).putInt(height).array());
	}

	static Content.ImageData gif(int width, int height) {
		ByteBuffer file = ByteBuffer.allocate(13).order(ByteOrder.LITTLE_ENDIAN);
		file.put("GIF89a".getBytes(StandardCharsets.US_ASCII)).putShort((short) width).putShort((short) height);
		return Content.ImageData.of("image/gif", file.array());
	}

	/**
	 * A JPEG file with something else, and with what looks like a frame but is none,
	 * before its size.
	 */
	static Content.ImageData jpeg(int width, int height, int before) {
		ByteBuffer file = ByteBuffer.allocate(before + 64);
		file.putShort((short) 0xFFD8).putShort((short) 0xFFE1).putShort((short) (before + 2));
		file.position(file.position() + before);
		file.putShort((short) 0xFFC4).putShort((short) 4).putShort((short) 0xFFC0);
		file.put(FRAME).putShort((short) height).putShort((short) width);
		return Content.ImageData.of("image/jpeg", file.array());
	}

}
