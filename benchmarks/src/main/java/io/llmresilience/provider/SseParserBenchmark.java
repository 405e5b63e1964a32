package io.llmresilience.provider;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

import io.llmresilience.benchmarks.Samples;

/**
 * Takes a stream of 45 events apart.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SseParserBenchmark {

	private final byte[] stream = stream();

	private static byte[] stream() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		Samples.openAiEvents().forEach(bytes::writeBytes);
		return bytes.toByteArray();
	}

	/**
	 * Feeds all at once.
	 * @param blackhole takes the events
	 */
	@Benchmark
	public void inOnePiece(Blackhole blackhole) {
		SseParser parser = new SseParser(1 << 23);
		parser.feed(this.stream, 0, this.stream.length, (name, data, offset, length) -> blackhole.consume(length));
	}

	/**
	 * Feeds pieces of 100 bytes, so that most lines come in parts.
	 * @param blackhole takes the events
	 */
	@Benchmark
	public void inPiecesOf100Bytes(Blackhole blackhole) {
		SseParser parser = new SseParser(1 << 23);
		for (int i = 0; i < this.stream.length; i += 100) {
			parser.feed(this.stream, i, Math.min(100, this.stream.length - i),
					(name, data, offset, length) -> blackhole.consume(length));
		}
	}

}
