package io.llmresilience.provider;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.llmresilience.provider.SseRecorder.Event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests {@link SseParser} with random streams: whatever the line ends, the comments and
 * the cuts, the events are those that were written.
 */
class SseParserPropertyTests {

	private static final String[] NAMES = { null, null, "ping", "content_block_delta", "message_stop",
			"\u00e9\ud83d\ude00" };

	private static final String[] PIECES = { "a", "{\"x\":1}", " ", ":", "data: ", "\u20ac", "\ud83d\ude00", "[DONE]",
			"\t", "\ufeff", "\u2028" };

	private static final String[] NOISE = { ":", ": keep-alive", ":data: no", "id: 7", "retry: 100", "retry", "dat",
			"datax: no", "unknown: no" };

	private static final String[] LINE_ENDS = { "\n", "\r\n", "\r" };

	@Test
	void eventsShouldBeThoseThatWereWritten() {
		for (int seed = 0; seed < 3000; seed++) {
			Random random = new Random(seed);
			Writer writer = new Writer(random);
			List<Event> written = writer.writeSome();
			byte[] stream = writer.text.toString().getBytes(StandardCharsets.UTF_8);
			assertThat(SseRecorder.readInRandomPieces(stream, random)).as("seed %d", seed).isEqualTo(written);
		}
	}

	@Test
	void anyBytesShouldBeReadWithoutAFailureAndAlikeInOnePieceAndInMany() {
		byte[] alphabet = "data: event\r\n\n:x".getBytes(StandardCharsets.UTF_8);
		for (int seed = 0; seed < 3000; seed++) {
			Random random = new Random(seed);
			byte[] stream = new byte[random.nextInt(200)];
			for (int i = 0; i < stream.length; i++) {
				stream[i] = (random.nextInt(20) == 0) ? (byte) random.nextInt()
						: alphabet[random.nextInt(alphabet.length)];
			}
			SseRecorder whole = new SseRecorder();
			assertThatNoException().as("seed %d", seed)
				.isThrownBy(() -> new SseParser(1000).feed(stream, 0, stream.length, whole));
			assertThat(SseRecorder.readInRandomPieces(stream, random)).as("seed %d", seed).isEqualTo(whole.events());
		}
	}

	/**
	 * Writes random events in random form.
	 */
	private static final class Writer {

		private final Random random;

		private final StringBuilder text = new StringBuilder();

		Writer(Random random) {
			this.random = random;
			if (random.nextInt(3) == 0) {
				this.text.append('\ufeff');
			}
		}

		List<Event> writeSome() {
			List<Event> events = new ArrayList<>();
			int count = this.random.nextInt(8);
			for (int i = 0; i < count; i++) {
				events.add(write());
			}
			return events;
		}

		private Event write() {
			String name = pick(NAMES);
			List<String> data = new ArrayList<>();
			noise();
			if (name != null) {
				field("event", name);
			}
			int lines = 1 + this.random.nextInt(3);
			for (int i = 0; i < lines; i++) {
				data.add(value());
				field("data", data.get(i));
				noise();
			}
			line("");
			return new Event(name, String.join("\n", data));
		}

		private String value() {
			StringBuilder value = new StringBuilder();
			int pieces = this.random.nextInt(6);
			for (int i = 0; i < pieces; i++) {
				value.append(pick(PIECES));
			}
			return value.toString();
		}

		private void noise() {
			while (this.random.nextInt(3) == 0) {
				line(pick(NOISE));
			}
		}

		private void field(String field, String value) {
			boolean space = value.startsWith(" ") || this.random.nextBoolean();
			line(field + (space ? ": " : ":") + value);
		}

		private void line(String line) {
			boolean afterCarriageReturn = this.text.length() > 0 && this.text.charAt(this.text.length() - 1) == '\r';
			String end = pick(LINE_ENDS);
			this.text.append(line).append((line.isEmpty() && afterCarriageReturn && end.equals("\n")) ? "\r" : end);
		}

		private <T extends @Nullable Object> T pick(T[] choices) {
			return choices[this.random.nextInt(choices.length)];
		}

	}

}
