package io.llmresilience;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Makes the configuration reference of what an IDE shows, and holds the page against it.
 * After a change, copy {@code target/configuration-reference.md} over the page.
 */
class ConfigurationReferenceTests {

	private static final String HEAD = """
			# Configuration reference

			Every property with a name of its own, with type and default, as an IDE shows them; made from the metadata in the
			build. Lists and maps (`models`, `providers`, `budget.limits`) have rows of their own in
			[Configuration](configuration.md), which also says more about many of the others.

			| Property | Type | Default | Description |
			| --- | --- | --- | --- |
			""";

	@Test
	void pageShouldHaveAllPropertiesAsTheyAre() throws IOException {
		String reference = HEAD + metadata().path("properties")
			.valueStream()
			.map(ConfigurationReferenceTests::row)
			.sorted()
			.collect(Collectors.joining());
		Files.writeString(Path.of("target/configuration-reference.md"), reference);
		assertThat(Path.of("../docs/configuration-reference.md")).hasContent(reference);
	}

	private static String row(JsonNode property) {
		String type = property.path("type").asString("").replaceAll("[\\w.]+[.$](?=\\w)", "");
		JsonNode standard = property.path("defaultValue");
		return "| `" + property.path("name").asString("") + "` | " + type.replace("<", "&lt;") + " | "
				+ (standard.isMissingNode() ? "" : "`" + text(standard) + "`") + " | "
				+ property.path("description").asString("").replace("|", "\\|") + " |\n";
	}

	private static String text(JsonNode value) {
		return value.isString() ? value.stringValue() : value.toString();
	}

	private static JsonNode metadata() throws IOException {
		String classes = ChatService.class.getProtectionDomain().getCodeSource().getLocation().toString();
		URI file = URI.create(classes).resolve("META-INF/spring-configuration-metadata.json");
		try (InputStream json = file.toURL().openStream()) {
			return JsonMapper.shared().readTree(json);
		}
	}

}
