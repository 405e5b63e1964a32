package io.llmresilience.history;

import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TextCutter}.
 */
class TextCutterTests {

	@ParameterizedTest
	@CsvSource(textBlock = """
			one two three four, 100, one two three four
			one two three four, 18, one two three four
			'one two three four', 17, 'one two three '
			'one two\\nthree four', 17, 'one two\\nthree '
			'one two three\\nfour', 17, 'one two three\\n'
			'o ne-two-three-four', 17, o ne-two-three-f
			abcdef, 1, a
			abcdef, 0, a
			🙂🙂🙂, 3, 🙂
			🙂🙂🙂, 1, 🙂
			🙂🙂🙂, 0, 🙂
			""")
	void headShouldEndAtABorderThatIsNotFarAway(String text, long tokens, String head) {
		assertThat(TextCutter.head(text.replace("\\n", "\n"), tokens, String::length))
			.isEqualTo(head.replace("\\n", "\n"));
	}

	@Test
	void headsShouldHaveAllOfTheText() {
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		for (int i = 0; i < 500; i++) {
			String text = text(random);
			int tokens = 2 + random.nextInt(40);
			StringBuilder heads = new StringBuilder();
			for (String rest = text; !rest.isEmpty();) {
				String head = TextCutter.head(rest, tokens, TextCutterTests::tokens);
				assertThat(tokens(head)).as("seed " + seed).isLessThanOrEqualTo(tokens);
				assertThat(Character.isHighSurrogate(head.charAt(head.length() - 1))).as("seed " + seed).isFalse();
				heads.append(head);
				rest = rest.substring(head.length());
			}
			assertThat(heads.toString()).as("seed " + seed).isEqualTo(text);
		}
	}

	private static String text(Random random) {
		StringBuilder text = new StringBuilder();
		for (int i = random.nextInt(400); i >= 0; i--) {
			text.appendCodePoint("ab \n日🙂".codePoints().toArray()[random.nextInt(6)]);
		}
		return text.toString();
	}

	/**
	 * Letters have half a token, others two.
	 */
	private static long tokens(String text) {
		return text.chars().map((c) -> (c < 128) ? 1 : 2).sum() / 2;
	}

}
