package io.llmresilience.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the documentation shows.
 */
final class DocumentedPages {

	private static final Path ROOT = Path.of("..");

	private DocumentedPages() {
	}

	static List<Path> all() {
		Stream<Path> outside = Stream
			.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "llm-resilience-test/README.md")
			.map(ROOT::resolve);
		try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
			return Stream.concat(outside, docs.filter((file) -> file.toString().endsWith(".md"))).sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static List<String> lines(Path page) {
		try {
			return Files.readAllLines(page);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static String name(Path page) {
		return ROOT.relativize(page).toString();
	}

	static List<Snippet> snippets(String language) {
		return all().stream().flatMap((page) -> snippets(page, language).stream()).toList();
	}

	private static List<Snippet> snippets(Path page, String language) {
		List<String> lines = lines(page);
		List<Snippet> snippets = new ArrayList<>();
		for (int start = 1; start <= lines.size(); start++) {
			if (lines.get(start - 1).equals("```" + language)) {
				String text = lines.stream()
					.skip(start)
					.takeWhile((line) -> !line.equals("```"))
					.collect(Collectors.joining("\n", "", "\n"));
				snippets.add(new Snippet(page, start + 1, text));
			}
		}
		return snippets;
	}

	/**
	 * A block of a page.
	 */
	record Snippet(Path page, int line, String text) {

		@Override
		public String toString() {
			return name(this.page) + ":" + this.line;
		}

	}

}
