package io.llmresilience.history;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;

import io.llmresilience.model.ModelCatalog;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.TokenCounter;
import io.llmresilience.model.TokenEstimators;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests {@link DocumentChunker} with random documents.
 */
class DocumentChunkerPropertyTests {

	private static final Locale[] LOCALES = { Locale.ROOT, Locale.ENGLISH, Locale.GERMAN, Locale.JAPANESE,
			Locale.forLanguageTag("th") };

	@ParameterizedTest
	@EnumSource
	void chunksShouldKeepEveryCharacterAndTheLimits(Unit unit) {
		for (int seed = 0; seed < unit.documents; seed++) {
			Random random = new Random(seed);
			String text = new RandomDocument(random).write();
			int limit = unit.largestCharacter + random.nextInt(random.nextBoolean() ? 20 : 300);
			int overlap = random.nextBoolean() ? random.nextInt(limit) : 0;
			List<DocumentChunk> chunks = unit.chunker(limit)
				.withOverlap(overlap)
				.withLocale(LOCALES[random.nextInt(LOCALES.length)])
				.split(text);
			String context = "%s, seed %d, limit %d, overlap %d".formatted(unit, seed, limit, overlap);
			check(chunks, text, context);
			assertThat(chunks).as(context).allMatch((chunk) -> unit.size(chunk.text()) <= limit, "within the limit");
			assertThat(chunks).as(context)
				.allMatch((chunk) -> unit.size(chunk.text().substring(0, chunk.overlap())) <= overlap, "overlap");
		}
	}

	private static void check(List<DocumentChunk> chunks, String text, String context) {
		StringBuilder joined = new StringBuilder();
		for (DocumentChunk chunk : chunks) {
			assertThat(chunk.textWithoutOverlap()).as(context).isNotEmpty();
			assertThat(chunk.offset()).as(context).isEqualTo(joined.length() - chunk.overlap());
			assertThat(joined).as(context).endsWith(chunk.text().substring(0, chunk.overlap()));
			assertThat(chunk.text()).as(context).matches((part) -> wellFormed(part), "no half of a code point");
			joined.append(chunk.textWithoutOverlap());
		}
		assertThat(joined).as(context).hasToString(text);
		assertThat(chunks).as(context).extracting(DocumentChunk::index).isSorted().doesNotHaveDuplicates();
	}

	private static boolean wellFormed(String text) {
		return text.codePoints()
			.noneMatch((point) -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
	}

	@ParameterizedTest
	@EnumSource
	void chunksShouldNotDependOnThePieces(Unit unit) {
		for (int seed = 0; seed < unit.documents; seed++) {
			Random random = new Random(seed);
			RandomDocument document = new RandomDocument(random);
			String text = document.write();
			int limit = unit.largestCharacter + random.nextInt(40);
			DocumentChunker chunker = unit.chunker(limit).withOverlap(random.nextInt(limit));
			List<DocumentChunk> whole = chunker.split(text);
			String context = "%s, seed %d, %s".formatted(unit, seed, chunker);
			assertThat(chunker.split(new SlowReader(text, random))).as(context).isEqualTo(whole);
			assertThat(chunker.split(Flux.fromIterable(document.pieces(text))).collectList().block()).as(context)
				.isEqualTo(whole);
		}
	}

	@Test
	void sentenceThatFitsShouldNotBeCut() {
		for (int seed = 0; seed < 500; seed++) {
			Random random = new Random(seed);
			List<String> sentences = sentences(random);
			int longest = sentences.stream().mapToInt(String::length).max().orElse(1);
			List<DocumentChunk> chunks = DocumentChunker.ofCharacters(longest + random.nextInt(100))
				.split(String.join("", sentences));
			assertThat(chunks).as("seed %d", seed)
				.allMatch((chunk) -> chunk.text().isBlank() || chunk.text().strip().endsWith("."), "sentences");
		}
	}

	private static List<String> sentences(Random random) {
		List<String> sentences = new ArrayList<>();
		for (int i = 1 + random.nextInt(30); i > 0; i--) {
			String space = (random.nextInt(4) == 0) ? "\n\n" : " ";
			sentences.add("Then" + " word".repeat(1 + random.nextInt(40)) + "." + space);
		}
		return sentences;
	}

	/**
	 * Reads as few characters as a slow network.
	 */
	private static final class SlowReader extends StringReader {

		private final Random random;

		SlowReader(String text, Random random) {
			super(text);
			this.random = random;
		}

		@Override
		public int read(char[] buffer, int offset, int length) throws IOException {
			return super.read(buffer, offset, 1 + this.random.nextInt(Math.min(length, 50)));
		}

	}

	/**
	 * In what sizes are given.
	 */
	enum Unit {

		/** As strings count them. */
		CHARACTERS(2, 300, new TestCounter(String::length), TestCounter.MODEL),

		/** Halves may have more than the whole. */
		WORDS(1, 300, TestCounter.words(), TestCounter.MODEL),

		/** A character may have several. */
		BYTES(4, 200, TestCounter.bytes(), TestCounter.MODEL),

		/** The real ones. */
		TOKENS(4, 40, TokenCounter.openAi(new TokenEstimators()), ModelCatalog.builtIn().find("openai/gpt-4o"));

		private final int largestCharacter;

		private final int documents;

		private final TokenCounter counter;

		private final ModelSpec model;

		Unit(int largestCharacter, int documents, TokenCounter counter, ModelSpec model) {
			this.largestCharacter = largestCharacter;
			this.documents = documents;
			this.counter = counter;
			this.model = model;
		}

		DocumentChunker chunker(int limit) {
			return (this == CHARACTERS) ? DocumentChunker.ofCharacters(limit)
					: DocumentChunker.ofTokens(limit, this.counter, this.model);
		}

		long size(String text) {
			return this.counter.count(text, this.model);
		}

	}

}
