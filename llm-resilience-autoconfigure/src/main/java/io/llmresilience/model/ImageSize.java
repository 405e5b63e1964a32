package io.llmresilience.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

import io.llmresilience.Content;

/**
 * The size of an image in pixels, as far as it can be seen without decoding the image.
 *
 * @param width the width
 * @param height the height
 */
record ImageSize(long width, long height) {

	static final ImageSize UNKNOWN = new ImageSize(0, 0);

	/** What stands before the size in a JPEG file is seldom longer. */
	private static final int READ = 256 * 1024;

	/** Mostly enough, and read in no time. */
	private static final int FIRST_READ = 4 * 1024;

	private static final int PNG = 0x89504E47;

	private static final int GIF = 0x47494638;

	private static final int JPEG = 0xFFD8;

	/**
	 * Read the size of a PNG, JPEG or GIF image that travels inside the request.
	 */
	static ImageSize of(Content content) {
		if (!(content instanceof Content.ImageData image)) {
			return UNKNOWN;
		}
		ImageSize size = of(image, FIRST_READ);
		return size.known() ? size : of(image, READ);
	}

	private static ImageSize of(Content.ImageData image, int characters) {
		try {
			String begin = image.base64().substring(0, Math.min(image.base64().length(), characters));
			return of(ByteBuffer.wrap(Base64.getDecoder().decode(begin)));
		}
		catch (IllegalArgumentException | IndexOutOfBoundsException ex) {
			return UNKNOWN;
		}
	}

	private static ImageSize of(ByteBuffer file) {
		if (file.getInt(0) == PNG) {
			return new ImageSize(Integer.toUnsignedLong(file.getInt(16)), Integer.toUnsignedLong(file.getInt(20)));
		}
		if (file.getInt(0) == GIF) {
			file.order(ByteOrder.LITTLE_ENDIAN);
			return new ImageSize(unsigned(file, 6), unsigned(file, 8));
		}
		return (unsigned(file, 0) == JPEG) ? ofJpeg(file) : UNKNOWN;
	}

	/**
	 * Go from segment to segment until the one that begins a frame (ITU T.81, B.2.2).
	 */
	private static ImageSize ofJpeg(ByteBuffer file) {
		int position = 2;
		while (!beginsFrame(unsigned(file, position))) {
			position += 2 + unsigned(file, position + 2);
		}
		return new ImageSize(unsigned(file, position + 7), unsigned(file, position + 5));
	}

	private static boolean beginsFrame(int marker) {
		return marker >= 0xFFC0 && marker <= 0xFFCF && marker != 0xFFC4 && marker != 0xFFC8 && marker != 0xFFCC;
	}

	private static int unsigned(ByteBuffer file, int position) {
		return Short.toUnsignedInt(file.getShort(position));
	}

	boolean known() {
		return this.width > 0 && this.height > 0;
	}

}
