package io.llmresilience.provider;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.llmresilience.provider.SseRecorder.Event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link SseParser}.
 */
class SseParserTests {

	private static final SseParser.Sink IGNORE = (name, data, offset, length) -> {
	};

	@ParameterizedTest
	@MethodSource("streams")
	void streamShouldHaveItsEventsHoweverItIsCut(String stream, List<Event> events) {
		for (int bufferSize = 1; bufferSize <= stream.length() + 1; bufferSize++) {
			assertThat(SseRecorder.read(stream, bufferSize)).as("buffers of %d", bufferSize).isEqualTo(events);
		}
	}

	static Stream<Arguments> streams() {
		return Stream.of(arguments("data: a\n\n", of(unnamed("a"))), arguments("data: a\r\n\r\n", of(unnamed("a"))),
				arguments("data: a\r\r", of(unnamed("a"))), arguments("data: a\r\n\n", of(unnamed("a"))),
				arguments("data: a\n\r\ndata: b\r\n\r", of(unnamed("a"), unnamed("b"))),
				arguments("data:a\n\n", of(unnamed("a"))), arguments("data:  a \n\n", of(unnamed(" a "))),
				arguments("data: a\ndata: b\n\n", of(unnamed("a\nb"))),
				arguments("data: a\r\ndata:\r\ndata: c\r\n\r\n", of(unnamed("a\n\nc"))),
				arguments("data\n\n", of(unnamed(""))), arguments("data:\n\n", of(unnamed(""))),
				arguments("data: \n\n", of(unnamed(""))), arguments("data\ndata\n\n", of(unnamed("\n"))),
				arguments("\ufeffdata: a\n\n", of(unnamed("a"))),
				arguments("\ufeff\ufeffdata: a\n\ndata: b\n\n", of(unnamed("b"))),
				arguments("\n\n\ndata: a\n\n\n\n", of(unnamed("a"))),
				arguments(": comment\n\n:\n\n:: more\ndata: a\n:inside\n\n", of(unnamed("a"))),
				arguments("event: ping\n\ndata: a\n\n", of(unnamed("a"))),
				arguments("event: ping\ndata: a\n\ndata: b\n\n", of(new Event("ping", "a"), unnamed("b"))),
				arguments("data: a\nevent: ping\n\n", of(new Event("ping", "a"))),
				arguments("event: x\nevent: y\ndata: a\n\n", of(new Event("y", "a"))),
				arguments("event: x\nevent:\ndata: a\n\n", of(unnamed("a"))),
				arguments("event\ndata: a\n\n", of(unnamed("a"))),
				arguments("id: 1\nretry: 5\ndata: a\n\nid: 2\n\n", of(unnamed("a"))),
				arguments("Data: a\ndatas: b\ndat: c\n data: d\nevents: e\n\n", of()),
				arguments("data: a:b: c\n\n", of(unnamed("a:b: c"))),
				arguments("data: h\u00e9\u20ac\ud83d\ude00\n\n", of(unnamed("h\u00e9\u20ac\ud83d\ude00"))),
				arguments("event: \u00e9\ndata: a\u2028b\u0085c\n\n", of(new Event("\u00e9", "a\u2028b\u0085c"))),
				arguments("data: a\n\ndata: b\n", of(unnamed("a"))), arguments("data: a", of()), arguments("", of()),
				arguments("{\"error\":\"no stream at all\"}\n\n", of()),
				arguments("data: [DONE]\n\n", of(unnamed("[DONE]"))));
	}

	@Test
	void eventInOneBufferShouldBeHandedOverWithoutACopy() {
		byte[] fed = bytes("event: x\ndata: abc\n\n");
		List<Integer> places = new ArrayList<>();
		new SseParser(100).feed(fed, 0, fed.length, (name, data, offset, length) -> {
			assertThat(data).isSameAs(fed);
			places.addAll(List.of(offset, length));
		});
		assertThat(places).containsExactly(15, 3);
	}

	@Test
	void nameThatComesAgainShouldBeTheSameString() {
		List<Event> events = SseRecorder.read("event: a\ndata: 1\n\nevent: b\ndata: 2\n\nevent: a\ndata: 3\n\n");
		assertThat(events.get(2).name()).isSameAs(events.get(0).name());
	}

	@Test
	void manyNamesShouldAllBeRight() {
		List<Event> expected = new ArrayList<>();
		StringBuilder stream = new StringBuilder();
		for (int i = 0; i < 50; i++) {
			stream.append("event: n").append(i).append("\ndata: ").append(i).append("\n\n");
			expected.add(new Event("n" + i, "" + i));
		}
		assertThat(SseRecorder.read(stream.toString())).isEqualTo(expected);
	}

	@Test
	void endShouldDispatchAnEventThatLacksOnlyItsBlankLine() {
		SseRecorder recorder = new SseRecorder();
		SseParser parser = parserFedWith("event: x\ndata: a\n", recorder);
		assertThat(parser.end(recorder)).isTrue();
		assertThat(recorder.events()).containsExactly(new Event("x", "a"));
	}

	@Test
	void endShouldDropAnEventWhoseLastLineIsCut() {
		for (String stream : List.of("data: a", "data: a\ndata: b", "data: a\n\nevent: x\n", "event: x\n", "")) {
			SseRecorder recorder = new SseRecorder();
			SseParser parser = parserFedWith(stream, recorder);
			recorder.events().clear();
			assertThat(parser.end(recorder)).as(stream).isFalse();
			assertThat(recorder.events()).as(stream).isEmpty();
		}
	}

	@Test
	void endShouldDispatchOnce() {
		SseRecorder recorder = new SseRecorder();
		SseParser parser = parserFedWith("data: a\n", recorder);
		parser.end(recorder);
		assertThat(parser.end(recorder)).isFalse();
	}

	@Test
	void eventOfTheLimitShouldPassAndOneByteMoreShouldNotHoweverItIsCut() {
		for (int bufferSize : new int[] { 1, 3, 7, 50 }) {
			feedLimited("data: 0123456789\n\n", bufferSize);
			feedLimited("event: e\ndata: 01234\ndata: 6789\n\n", bufferSize);
			assertTooLarge("data: 0123456789x\n\n", bufferSize);
			assertTooLarge("data: 01234\ndata: 6789x\n\n", bufferSize);
			assertTooLarge("data: 0123456789\ndata:\n\n", bufferSize);
			assertTooLarge("unknown: 0123456789x\n\n", bufferSize);
		}
	}

	@Test
	void endlessLineShouldNotBeHeld() {
		SseParser parser = new SseParser(10_000);
		byte[] piece = new byte[1000];
		Arrays.fill(piece, (byte) 'x');
		parser.feed(bytes("data: "), 0, 6, IGNORE);
		assertThatExceptionOfType(EventTooLargeException.class).isThrownBy(() -> {
			for (int i = 0; i < 12; i++) {
				parser.feed(piece, 0, piece.length, IGNORE);
			}
		}).withMessageContaining("10000 bytes");
	}

	@Test
	void endlessDataLinesWithoutABlankLineShouldNotBeHeld() {
		SseParser parser = new SseParser(1000);
		byte[] line = bytes("data: 0123456789\n");
		assertThatExceptionOfType(EventTooLargeException.class).isThrownBy(() -> {
			for (int i = 0; i < 200; i++) {
				parser.feed(line, 0, line.length, IGNORE);
			}
		});
	}

	@Test
	void commentsShouldCostNoMemoryHoweverLongTheyAre() {
		SseRecorder recorder = new SseRecorder();
		SseParser parser = new SseParser(10);
		byte[] piece = bytes(": OPENROUTER PROCESSING and then some more");
		for (int i = 0; i < 1000; i++) {
			parser.feed(piece, 0, piece.length, recorder);
		}
		byte[] rest = bytes("\ndata: a\n\n");
		parser.feed(rest, 0, rest.length, recorder);
		assertThat(recorder.events()).containsExactly(unnamed("a"));
	}

	@Test
	void parserShouldGoOnAfterALargeEvent() {
		String large = "x".repeat(200_000);
		List<Event> events = SseRecorder.read("data: " + large + "\ndata: y\n\ndata: z\n\n", 1000);
		assertThat(events).containsExactly(unnamed(large + "\ny"), unnamed("z"));
	}

	@Test
	void bytesThatAreNoTextShouldPassUnchanged() {
		byte[] fed = { 'd', 'a', 't', 'a', ':', (byte) 0xff, 0, (byte) 0xc3, '\n', '\n' };
		List<byte[]> seen = new ArrayList<>();
		new SseParser(10).feed(fed, 0, fed.length,
				(name, data, offset, length) -> seen.add(Arrays.copyOfRange(data, offset, offset + length)));
		assertThat(seen).containsExactly(new byte[] { (byte) 0xff, 0, (byte) 0xc3 });
	}

	private static void feedLimited(String stream, int bufferSize) {
		SseParser parser = new SseParser(10);
		byte[] bytes = bytes(stream);
		for (int at = 0; at < bytes.length; at += bufferSize) {
			parser.feed(bytes, at, Math.min(bufferSize, bytes.length - at), IGNORE);
		}
	}

	private static void assertTooLarge(String stream, int bufferSize) {
		assertThatExceptionOfType(EventTooLargeException.class).as("%s in buffers of %d", stream, bufferSize)
			.isThrownBy(() -> feedLimited(stream, bufferSize));
	}

	private static SseParser parserFedWith(String stream, SseRecorder recorder) {
		SseParser parser = new SseParser(1000);
		byte[] bytes = bytes(stream);
		parser.feed(bytes, 0, bytes.length, recorder);
		return parser;
	}

	private static Event unnamed(String data) {
		return new Event(null, data);
	}

	private static List<Event> of(Event... events) {
		return List.of(events);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
