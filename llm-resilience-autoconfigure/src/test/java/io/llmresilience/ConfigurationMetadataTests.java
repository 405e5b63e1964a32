package io.llmresilience;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what an IDE shows of our properties. The wording rules are Spring Boot's own.
 */
class ConfigurationMetadataTests {

	private static final JsonNode METADATA = metadata();

	private static JsonNode metadata() {
		String classes = ChatService.class.getProtectionDomain().getCodeSource().getLocation().toString();
		URI file = URI.create(classes).resolve("META-INF/spring-configuration-metadata.json");
		try (InputStream json = file.toURL().openStream()) {
			return JsonMapper.shared().readTree(json);
		}
		catch (IOException ex) {
			throw new IllegalStateException("There is no " + file + "; was the module compiled with its processors?",
					ex);
		}
	}

	static Stream<Named<JsonNode>> properties() {
		return METADATA.path("properties")
			.valueStream()
			.map((property) -> Named.of(property.path("name").asString(), property));
	}

	static Stream<Named<JsonNode>> switches() {
		return properties().filter((property) -> property.getPayload().path("type").asString().endsWith("Boolean"));
	}

	@ParameterizedTest
	@MethodSource("properties")
	void propertyShouldLiveUnderOurPrefix(JsonNode property) {
		assertThat(property.path("name").asString()).matches("(llm\\.resilience|management\\.endpoint\\.llm)\\..*");
	}

	@ParameterizedTest
	@MethodSource("properties")
	void descriptionShouldBeOneSentenceOrMoreWithoutAnArticleInFront(JsonNode property) {
		assertThat(property.path("description").asString("")).matches("[A-Z].*\\.")
			.doesNotStartWith("The ")
			.doesNotStartWith("A ")
			.doesNotStartWith("An ");
	}

	@ParameterizedTest
	@MethodSource("properties")
	void descriptionShouldNotRepeatTheDefault(JsonNode property) {
		assertThat(property.path("description").asString("")).doesNotContainIgnoringCase("default is")
			.doesNotContainIgnoringCase("defaults to");
	}

	@ParameterizedTest
	@MethodSource("switches")
	void descriptionOfASwitchShouldSayWhether(JsonNode property) {
		assertThat(property.path("description").asString("")).matches("(Whether|Enable) .*");
	}

	@Test
	void everyGroupShouldHaveProperties() {
		List<String> names = properties().map(Named::getName).toList();
		assertThat(List.of("enabled", "providers", "models", "chat.", "timeout.", "retry.", "circuit-breaker.",
				"budget.", "http.", "observation."))
			.allSatisfy((group) -> assertThat(names)
				.anySatisfy((name) -> assertThat(name).startsWith("llm.resilience." + group)));
	}

	@Test
	void namesOfProvidersAndRoutesShouldHaveHints() {
		assertThat(METADATA.path("hints").valueStream().map((hint) -> hint.path("name").asString()))
			.contains("llm.resilience.providers.keys", "llm.resilience.chat.routes");
	}

}
