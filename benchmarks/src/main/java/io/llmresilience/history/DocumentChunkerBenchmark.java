package io.llmresilience.history;

import java.util.Random;
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

import io.llmresilience.model.ModelCatalog;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.TokenCounter;
import io.llmresilience.model.TokenEstimators;

/**
 * What splitting 1 MB of English into chunks of about a thousand tokens costs.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DocumentChunkerBenchmark {

	private static final int LENGTH = 1_000_000;

	private static final ModelSpec MODEL = ModelCatalog.builtIn().find("openai/gpt-4o");

	private static final String[] WORDS = "why is the sky blue and not green because short waves are scattered more"
		.split(" ");

	/**
	 * In what the limit is given.
	 */
	@Param({ "characters", "tokens" })
	public String unit = "characters";

	private String document = "";

	/**
	 * Write the document.
	 */
	@Setup
	public void writeDocument() {
		Random random = new Random(1);
		StringBuilder text = new StringBuilder();
		while (text.length() < LENGTH) {
			text.append("Then");
			for (int words = 5 + random.nextInt(20); words > 0; words--) {
				text.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
			}
			text.append((random.nextInt(6) == 0) ? ".\n\n" : ". ");
		}
		this.document = text.toString();
	}

	/**
	 * Split the document with a counter that remembers nothing of it.
	 * @return how many chunks it has
	 */
	@Benchmark
	public long split() {
		return chunker().split(this.document).size();
	}

	private DocumentChunker chunker() {
		return this.unit.equals("tokens")
				? DocumentChunker.ofTokens(1000, TokenCounter.openAi(new TokenEstimators()), MODEL)
				: DocumentChunker.ofCharacters(4500);
	}

}
