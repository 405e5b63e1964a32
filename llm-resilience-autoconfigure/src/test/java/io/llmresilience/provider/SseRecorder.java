package io.llmresilience.provider;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the events of a stream.
 */
final class SseRecorder implements SseParser.Sink {

	private final List<Event> events = new ArrayList<>();

	static List<Event> read(String stream) {
		return read(stream, stream.getBytes(StandardCharsets.UTF_8).length + 1);
	}

	static List<Event> read(String stream, int bufferSize) {
		byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
		SseRecorder recorder = new SseRecorder();
		SseParser parser = new SseParser(1 << 20);
		for (int at = 0; at < bytes.length; at += bufferSize) {
			parser.feed(bytes, at, Math.min(bufferSize, bytes.length - at), recorder);
		}
		return recorder.events;
	}

	static List<Event> readInRandomPieces(byte[] stream, Random random) {
		SseRecorder recorder = new SseRecorder();
		SseParser parser = new SseParser(1 << 20);
		int largest = 1 + random.nextInt(40);
		for (int at = 0; at < stream.length;) {
			int length = Math.min(random.nextInt(largest + 1), stream.length - at);
			byte[] piece = new byte[length + 7];
			System.arraycopy(stream, at, piece, 3, length);
			parser.feed(piece, 3, length, recorder);
			Arrays.fill(piece, (byte) '!');
			at += length;
		}
		return recorder.events;
	}

	@Override
	public void event(@Nullable String name, byte[] data, int offset, int length) {
		this.events.add(new Event(name, new String(data, offset, length, StandardCharsets.UTF_8)));
	}

	List<Event> events() {
		return this.events;
	}

	record Event(@Nullable String name, String data) {

	}

}
