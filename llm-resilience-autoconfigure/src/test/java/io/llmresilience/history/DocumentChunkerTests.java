package io.llmresilience.history;

import java.io.Reader;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import io.llmresilience.model.ModelCatalog;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.TokenCounter;
import io.llmresilience.model.TokenEstimators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link DocumentChunker} with documents in memory.
 */
class DocumentChunkerTests {

	private static final String FAMILY = "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67\u200d\ud83d\udc66";

	static Stream<Arguments> borders() {
		return Stream.of(arguments("paragraphs first", 40, "One two. Three four.\n\n|Five six. Seven eight."),
				arguments("then sentences", 16, "One two three. |Four five six. |Seven."),
				arguments("then lines", 12, "one two\n|three four\n|five"),
				arguments("then words", 10, "one two |three four| five"),
				arguments("at last anywhere", 4, "abcd|efgh|ij"),
				arguments("several paragraphs together", 20, "One.\n\nTwo.\n\n|Three and four.\n\n"),
				arguments("a paragraph that fits is not cut", 16, "One.\n\n|Two. Three four.|\n\n"),
				arguments("one that does not fit begins where there is room", 20,
						"A.\n\nTwo three four. |Five six seven. |Eight nine."),
				arguments("no cut after white space at the begin", 9, "\n\n  one |two three"),
				arguments("Windows' line ends", 20, "One two three.\r\n\r\n|Four five six.\r\n\r\n|Seven."),
				arguments("old line ends", 20, "One two three.\r\r|Four five six."),
				arguments("an empty line may have spaces", 22, "One two three.\n \t\n|Four five six."),
				arguments("indentation stays with its line", 20, "One two three.\n\n|    Four five."),
				arguments("paragraph separators", 20, "One two three.\u2029|Four five six."),
				arguments("titles end no sentence", 20, "We met. |Dr. Smith is here."),
				arguments("initials end no sentence", 24, "It is so. |The U.S. Army came."),
				arguments("nor do German abbreviations", 24, "Es ist so. |Hier, z.B. Berlin, ja."),
				arguments("names of hosts do", 24, "It is example.com. |The end of it."),
				arguments("quotes belong to their sentence", 14, "\u201cHi there.\u201d |He went."),
				arguments("Chinese sentences", 8,
						"\u5929\u7a7a\u662f\u84dd\u7684\u3002|\u8349\u662f\u7eff\u7684\u3002"),
				arguments("Chinese without a full stop", 5, "\u5929\u7a7a\u662f\u84dd\u7684|\u8349\u662f\u7eff\u7684"),
				arguments("no chunk begins with a full stop", 5,
						"\u5929\u7a7a\u662f\u84dd|\u7684\u3002|\u8349\u662f\u7eff\u7684"),
				arguments("hyphens", 7, "well-|known"),
				arguments("families stay together", 12, FAMILY + "|" + FAMILY + "x|" + FAMILY),
				arguments("letters keep their accents", 5, "e\u0301e\u0301|e\u0301e\u0301"),
				arguments("flags stay whole", 5, "\ud83c\udde9\ud83c\uddea|\ud83c\uddeb\ud83c\uddf7"),
				arguments("a family that does not fit is cut between its members", 3,
						"\ud83d\udc68\u200d|\ud83d\udc69"),
				arguments("only white space", 5, "   \n\n| \t  "), arguments("one character", 5, "a"),
				arguments("what fits", 5, "a b\r\n"), arguments("the last sentence", 10, "One two. |Three"),
				arguments("a final line break", 8, "One two.|\n"),
				arguments("white space that does not fit", 7, "One two| three"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("borders")
	void shouldCutAt(String rule, int limit, String chunks) {
		String text = chunks.replace("|", "");
		assertThat(DocumentChunker.ofCharacters(limit).split(text)).extracting(DocumentChunk::text)
			.containsExactly(chunks.split("\\|"));
	}

	static Stream<Arguments> overlaps() {
		return Stream.of(arguments("whole sentences", 20, 14, List.of("One. Two. Three. ", "Two. Three. Four. ")),
				arguments("words of a long sentence", 20, 8, List.of("one two three four ", "four five six seven ")),
				arguments("nothing of a blank end", 8, 2, List.of("One.\n\n\n\n", "Two")),
				arguments("no more than the chunk before", 9, 8, List.of("One. ", "One. Two ")));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("overlaps")
	void overlapShouldHave(String rule, int limit, int overlap, List<String> begin) {
		String text = switch (rule) {
			case "whole sentences" -> "One. Two. Three. Four. Five.";
			case "words of a long sentence" -> "one two three four five six seven eight";
			case "nothing of a blank end" -> "One.\n\n\n\nTwo";
			default -> "One. Two three four";
		};
		assertThat(DocumentChunker.ofCharacters(limit).withOverlap(overlap).split(text)).extracting(DocumentChunk::text)
			.startsWith(begin.toArray(String[]::new));
	}

	@Test
	void chunkShouldSayWhereItIs() {
		assertThat(DocumentChunker.ofCharacters(20).withOverlap(7).split("One two. Three. Four five. Six."))
			.containsExactly(new DocumentChunk(0, "One two. Three. ", 0, 0),
					new DocumentChunk(1, "Three. Four five. ", 7, 9), new DocumentChunk(2, "five. Six.", 6, 21));
	}

	@Test
	void whenTextIsEmptyShouldHaveNoChunk() {
		assertThat(DocumentChunker.ofCharacters(10).withOverlap(3).split("")).isEmpty();
	}

	@Test
	void whenLocaleHasNoSpacesShouldFindItsWords() {
		DocumentChunker chunker = DocumentChunker.ofCharacters(10).withLocale(Locale.forLanguageTag("th"));
		String hello = "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35";
		assertThat(chunker.split(hello + "\u0e04\u0e23\u0e31\u0e1a\u0e1c\u0e21").get(0).text())
			.isEqualTo(hello + "\u0e04\u0e23\u0e31\u0e1a");
	}

	@Test
	void tokensShouldFillTheLimit() {
		ModelSpec model = ModelCatalog.builtIn().find("openai/gpt-4o");
		TokenCounter counter = TokenCounter.openAi(new TokenEstimators());
		String text = "Why is the sky blue, and not green? ".repeat(1000);
		assertThat(DocumentChunker.ofTokens(100, counter, model).split(text))
			.allSatisfy((chunk) -> assertThat(counter.count(chunk.text(), model)).isLessThanOrEqualTo(100))
			.hasSize(101);
	}

	static Stream<Arguments> heavyTexts() {
		byte[] bytes = new byte[150_000];
		new Random(1).nextBytes(bytes);
		return Stream.of(arguments("one sentence", "word or two ".repeat(20_000)),
				arguments("one word", "x".repeat(200_000)),
				arguments("Base64", Base64.getEncoder().encodeToString(bytes)),
				arguments("Chinese", "\u5929\u7a7a\u662f\u84dd\u7684".repeat(40_000)),
				arguments("one letter with many accents", "e" + "\u0301".repeat(200_000)),
				arguments("white space", " \r\n".repeat(70_000)), arguments("abbreviations", "Mr. Dr. ".repeat(25_000)),
				arguments("short paragraphs", "a\n\n".repeat(70_000)), arguments("full stops", ".".repeat(200_000)),
				arguments("one long word after each short one", ("a " + "x".repeat(500)).repeat(400)));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("heavyTexts")
	void whateverTheTextShouldCountItAFewTimesOnly(String name, String text) {
		AtomicLong counted = new AtomicLong();
		TestCounter bytes = TestCounter.bytes();
		TestCounter counter = new TestCounter((part) -> {
			counted.addAndGet(part.length());
			return bytes.count(part, TestCounter.MODEL);
		});
		List<DocumentChunk> chunks = DocumentChunker.ofTokens(400, counter, TestCounter.MODEL).split(text);
		assertThat(chunks.stream().map(DocumentChunk::text).collect(Collectors.joining()).equals(text)).isTrue();
		assertThat(counted.get() / text.length()).isLessThan(16);
	}

	static Stream<Arguments> badSettings() {
		DocumentChunker chunker = DocumentChunker.ofCharacters(10);
		return Stream.of(arguments("'limit' must be at least 1, but is 0", run(() -> DocumentChunker.ofCharacters(0))),
				arguments("'limit' must be at least 1, but is -1",
						run(() -> DocumentChunker.ofTokens(-1, TokenCounter.estimating(new TokenEstimators()),
								TestCounter.MODEL))),
				arguments("'overlap' must not be negative, but is -1", run(() -> chunker.withOverlap(-1))),
				arguments("'overlap' must be smaller than a chunk, which may have 10 characters, but is 10; "
						+ "a tenth of that is usual", run(() -> chunker.withOverlap(10))),
				arguments("'counter' must not be null",
						run(() -> DocumentChunker.ofTokens(1, null, TestCounter.MODEL))),
				arguments("'model' must not be null",
						run(() -> DocumentChunker.ofTokens(1, TokenCounter.estimating(new TokenEstimators()), null))),
				arguments("'locale' must not be null", run(() -> chunker.withLocale(null))),
				arguments("'text' must not be null", run(() -> chunker.split((String) null))),
				arguments("'text' must not be null", run(() -> chunker.split((Reader) null))),
				arguments("'text' must not be null", run(() -> chunker.split((Flux<String>) null))));
	}

	private static Runnable run(Runnable attempt) {
		return attempt;
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("badSettings")
	void whenSettingsAreWrongShouldSayWhat(String message, Runnable attempt) {
		assertThatThrownBy(attempt::run).isInstanceOfAny(IllegalArgumentException.class, NullPointerException.class)
			.hasMessage(message);
	}

	@Test
	void whenOneCharacterExceedsTheLimitShouldSayWhere() {
		DocumentChunker chunker = DocumentChunker.ofTokens(3, TestCounter.bytes(), TestCounter.MODEL);
		assertThatIllegalArgumentException().isThrownBy(() -> chunker.split("ab " + FAMILY))
			.withMessage(
					"'limit' must be large enough for any character, but is 3 and the one at offset 3 has 4 tokens; "
							+ "use a larger limit");
	}

	@Test
	void whenOneCharacterFitsOnlyWithoutOverlapShouldLeaveTheOverlapOut() {
		DocumentChunker chunker = DocumentChunker.ofTokens(4, TestCounter.bytes(), TestCounter.MODEL).withOverlap(2);
		assertThat(chunker.split("ab\ud83d\udc68")).extracting(DocumentChunk::text)
			.containsExactly("ab", "\ud83d\udc68");
	}

	@ParameterizedTest
	@ValueSource(strings = { "secret\ud83d secret", "secret\udc68 secret", "secret\ud83d\ud83d\udc68", "secret\ud83d" })
	void whenHalfOfACodePointIsMissingShouldSayWhere(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> DocumentChunker.ofCharacters(100).split(text))
			.withMessageStartingWith("'text' must be well-formed, but has half of a surrogate pair at offset 6;")
			.satisfies((failure) -> assertThat(failure.getMessage()).doesNotContain("secret"));
	}

	@Test
	void namesShouldNotShowTheText() {
		assertThat(new DocumentChunk(1, "secret", 2, 40))
			.hasToString("DocumentChunk[index=1, 6 characters, overlap=2, offset=40]");
		assertThat(DocumentChunker.ofCharacters(10).withOverlap(2))
			.hasToString("DocumentChunker[10 characters, overlap=2]");
	}

}
