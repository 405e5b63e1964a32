package io.llmresilience.model;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import io.llmresilience.ChatRequest;

/**
 * What the estimate of a prompt of 400 KB in UTF-8 costs: well below a millisecond, also
 * where letters of several alphabets come in no order.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TokenEstimatorBenchmark {

	private static final int BYTES = 400_000;

	private static final Map<String, String> SENTENCES = Map.of("english", "Why is the sky blue, and not green? ",
			"japanese", "空はなぜ青いのですか。緑ではないのはなぜでしょう。", "mixed", "Größe 空 x=1; мир か ");

	private final TokenEstimator estimator = TokenEstimator.calibrating(3.5);

	/**
	 * What the prompt is written in.
	 */
	@Param({ "english", "japanese", "mixed" })
	public String language = "english";

	private ChatRequest prompt = ChatRequest.of("?");

	/**
	 * Write the prompt.
	 */
	@Setup
	public void writePrompt() {
		String sentence = SENTENCES.getOrDefault(this.language, "?");
		int bytes = sentence.getBytes(StandardCharsets.UTF_8).length;
		this.prompt = ChatRequest.of(sentence.repeat(BYTES / bytes + 1));
	}

	/**
	 * Estimate the prompt.
	 * @return the estimate
	 */
	@Benchmark
	public TokenEstimate estimate() {
		return this.estimator.estimate(this.prompt);
	}

}
