package io.llmresilience.autoconfigure;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.llmresilience.FailureKind;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds what the documentation tells of the kinds of failure against the kinds.
 */
class DocumentedKindsTests {

	private static final Pattern CASE = Pattern.compile("\\| [a-z].* \\| `([A-Z_]+)` \\| .*");

	private static final Pattern SIGHT = Pattern.compile("\\| `([A-Z_]+)` \\| (yes|no) \\| \\d{3} \\| .*");

	@Test
	void everyKindShouldSayWhatHappens() {
		assertThat(rows(CASE).map((row) -> row.group(1)))
			.containsExactlyElementsOf(Stream.of(FailureKind.values()).map(Enum::name).toList());
	}

	@Test
	void everyKindShouldSayWhatIsSeenAndWhetherItMayBeTriedAgain() {
		assertThat(rows(SIGHT).map((row) -> row.group(1) + " " + row.group(2))).containsExactlyElementsOf(
				Stream.of(FailureKind.values()).map((kind) -> kind + (kind.retryable() ? " yes" : " no")).toList());
	}

	private static Stream<Matcher> rows(Pattern row) {
		return DocumentedPages.lines(Path.of("../docs/failures.md"))
			.stream()
			.map(row::matcher)
			.filter(Matcher::matches);
	}

}
