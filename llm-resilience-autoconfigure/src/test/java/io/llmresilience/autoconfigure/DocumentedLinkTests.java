package io.llmresilience.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Follows every link of the documentation to a file or a heading.
 */
class DocumentedLinkTests {

	private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

	static List<Named<Path>> pages() {
		return DocumentedPages.all().stream().map((page) -> Named.of(DocumentedPages.name(page), page)).toList();
	}

	@ParameterizedTest
	@MethodSource("pages")
	void linksShouldLeadSomewhere(Path page) {
		assertThat(links(page)).allSatisfy((link) -> {
			int mark = link.indexOf('#');
			String file = (mark < 0) ? link : link.substring(0, mark);
			Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
			assertThat(target).exists();
			if (mark >= 0) {
				assertThat(anchors(target)).contains(link.substring(mark + 1));
			}
		});
	}

	@Test
	void everyPageShouldBeLinked() {
		List<Path> linked = DocumentedPages.all()
			.stream()
			.flatMap((page) -> links(page).stream().map((link) -> page.resolveSibling(link.replaceAll("#.*", ""))))
			.map(Path::normalize)
			.filter(Files::isRegularFile)
			.toList();
		assertThat(linked).containsAll(DocumentedPages.all()
			.stream()
			.map(Path::normalize)
			.filter((page) -> !page.endsWith("README.md") || page.getNameCount() > 2)
			.toList());
	}

	private static List<String> links(Path page) {
		return prose(page).flatMap((line) -> LINK.matcher(line).results())
			.map((MatchResult link) -> link.group(1))
			.filter((link) -> !link.startsWith("http"))
			.toList();
	}

	/**
	 * As GitHub names them.
	 */
	private static List<String> anchors(Path page) {
		return prose(page).filter((line) -> line.startsWith("#"))
			.map((line) -> line.replaceFirst("#+ ", "")
				.toLowerCase(Locale.ROOT)
				.replaceAll("[^\\p{L}\\p{N} _-]", "")
				.replace(' ', '-'))
			.toList();
	}

	private static Stream<String> prose(Path page) {
		List<String> prose = new ArrayList<>();
		boolean code = false;
		for (String line : DocumentedPages.lines(page)) {
			code ^= line.startsWith("```");
			if (!code) {
				prose.add(line);
			}
		}
		return prose.stream();
	}

}
