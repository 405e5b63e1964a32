package io.llmresilience;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Makes the configuration reference of what an IDE shows and of the records that elements
 * of lists and maps are bound to, and holds the page against it. After a change, copy
 * {@code target/configuration-reference.md} over the page.
 */
class ConfigurationReferenceTests {

	private static final Path PAGE = Path.of("../docs/configuration-reference.md");

	private static final String HEAD = """
			# Configuration reference

			Every property with its type or values and its default, made by the build of what an IDE shows. How they are written
			is told in [Configuration](configuration.md).
			""";

	private static final String TABLE = """

			| Property | Type | Default | Description |
			| --- | --- | --- | --- |
			""";

	private static final Map<String, String> PAGES = Map.ofEntries(entry("budget", "[Budgets](budgets.md)"),
			entry("chat", "[Failover](failover.md)"), entry("circuit-breaker", "[Circuit breaker](circuit-breaker.md)"),
			entry("enabled", ""), entry("endpoint", "[Health and endpoint](health-and-endpoint.md)"),
			entry("fallback", "[Failover](failover.md)"), entry("history", "[History](history.md)"),
			entry("http", "[Running it in production](production.md)"),
			entry("models", "[Configuration](configuration.md#models) and [Costs](costs.md)"),
			entry("observation", "[Observability](observability.md)"),
			entry("providers", "[Configuration](configuration.md#providers)"),
			entry("rate-limit", "[Rate limits](rate-limits.md)"),
			entry("retry", "[Retries and time-outs](retry-and-timeouts.md#retries)"),
			entry("timeout", "[Retries and time-outs](retry-and-timeouts.md#time-outs)"));

	@Test
	void pageShouldHaveAllPropertiesAsTheyAre() throws IOException {
		String reference = HEAD + groups().entrySet()
			.stream()
			.map((group) -> "\n## " + group.getKey() + "\n" + about(group.getKey()) + TABLE
					+ String.join("", group.getValue().values()))
			.collect(Collectors.joining());
		Files.writeString(Path.of("target/configuration-reference.md"), reference);
		assertThat(PAGE).hasContent(reference);
	}

	private static String about(String group) {
		assertThat(PAGES).containsKey(group);
		return PAGES.get(group).isEmpty() ? "" : "\nMore in " + PAGES.get(group) + ".\n";
	}

	private static Map<String, Map<String, String>> groups() throws IOException {
		Map<String, String> rows = new TreeMap<>();
		metadata().path("properties").forEach((property) -> {
			String name = property.path("name").asString();
			String type = property.path("type").asString();
			PropertyRows.put(rows, name, type, text(property.path("defaultValue")),
					property.path("description").asString());
		});
		Map<String, Map<String, String>> groups = new TreeMap<>();
		rows.forEach((name, row) -> groups
			.computeIfAbsent(name.split("[.\\[]")[name.startsWith("llm") ? 2 : 1], (group) -> new TreeMap<>())
			.put(name, row));
		return groups;
	}

	private static String text(JsonNode value) {
		return value.isMissingNode() ? "" : value.isString() ? value.stringValue().replace('_', '-') : value.toString();
	}

	private static JsonNode metadata() throws IOException {
		String classes = ChatService.class.getProtectionDomain().getCodeSource().getLocation().toString();
		URI file = URI.create(classes).resolve("META-INF/spring-configuration-metadata.json");
		try (InputStream json = file.toURL().openStream()) {
			return JsonMapper.shared().readTree(json);
		}
	}

}
