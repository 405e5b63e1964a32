package io.llmresilience.provider;

import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

import io.llmresilience.ChatEvent.ServerLimits;
import io.llmresilience.ChatRequest;
import io.llmresilience.benchmarks.Samples;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.provider.anthropic.AnthropicDialect;
import io.llmresilience.provider.openai.OpenAiDialect;

/**
 * Writes a request of 4 KB and reads text deltas.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DialectBenchmark {

	private static final int DELTAS = 40;

	private final Dialect openAi = new OpenAiDialect();

	private final Dialect anthropic = new AnthropicDialect();

	private final ModelSpec model = new ModelSpec("any/model", true, 128_000, 4_096, Set.of());

	private final ChatRequest request = ChatRequest.builder()
		.system("Be brief.")
		.user("Why is the sky blue, and why red in the evening? ".repeat(82))
		.maxTokens(1024)
		.build();

	private final AnswerSource source = new AnswerSource("any/model", "req_1", ServerLimits.UNKNOWN);

	private final byte[] openAiDelta = Samples.openAiDelta();

	private final byte[] anthropicDelta = Samples.anthropicDelta();

	/**
	 * Writes a request.
	 * @return the body
	 */
	@Benchmark
	public byte[] openAiWrites4KB() {
		return this.openAi.write(this.request, this.model, true);
	}

	/**
	 * Writes a request.
	 * @return the body
	 */
	@Benchmark
	public byte[] anthropicWrites4KB() {
		return this.anthropic.write(this.request, this.model, true);
	}

	/**
	 * Reads deltas, each of which counts as an operation.
	 * @param blackhole takes the events
	 */
	@Benchmark
	@OperationsPerInvocation(DELTAS)
	public void openAiReadsDelta(Blackhole blackhole) {
		read(this.openAi.reader(this.source), this.openAiDelta, blackhole);
	}

	/**
	 * Reads deltas, each of which counts as an operation.
	 * @param blackhole takes the events
	 */
	@Benchmark
	@OperationsPerInvocation(DELTAS)
	public void anthropicReadsDelta(Blackhole blackhole) {
		read(this.anthropic.reader(this.source), this.anthropicDelta, blackhole);
	}

	private static void read(AnswerReader reader, byte[] delta, Blackhole blackhole) {
		for (int i = 0; i < DELTAS; i++) {
			reader.event(null, delta, 0, delta.length, blackhole::consume);
		}
	}

}
