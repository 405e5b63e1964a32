package io.llmresilience.autoconfigure;

import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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

	private static final Pattern WORD = Pattern.compile("[A-Z_]+");

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

	@Test
	void everyKindShouldSayWhereItLeads() {
		Set<String> found = DocumentedPages.lines(Path.of("../docs/failover.md"))
			.stream()
			.filter((line) -> line.startsWith("| `"))
			.flatMap((line) -> WORD.matcher(line.split(" \\| ")[0]).results().map(MatchResult::group))
			.collect(Collectors.toSet());
		assertThat(found).containsAll(Stream.of(FailureKind.values()).map(Enum::name).toList());
	}

	private static Stream<Matcher> rows(Pattern row) {
		return DocumentedPages.lines(Path.of("../docs/failures.md"))
			.stream()
			.map(row::matcher)
			.filter(Matcher::matches);
	}

}
