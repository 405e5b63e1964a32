package io.llmresilience.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import io.llmresilience.autoconfigure.DocumentedPages.Snippet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Binds every piece of configuration that the documentation shows, and looks up Spring
 * Boot's own names in its metadata.
 */
class DocumentedYamlTests {

	private static final Set<String> NAMES = new TreeSet<>();

	static {
		try {
			for (URL file : Collections.list(DocumentedYamlTests.class.getClassLoader()
				.getResources("META-INF/spring-configuration-metadata.json"))) {
				try (InputStream json = file.openStream()) {
					JsonMapper.shared()
						.readTree(json)
						.path("properties")
						.forEach((property) -> NAMES.add(property.path("name").asString()));
				}
			}
		}
		catch (IOException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	static List<Snippet> blocks() {
		return DocumentedPages.snippets("yaml")
			.stream()
			.filter((block) -> !block.text().startsWith("rule_files"))
			.toList();
	}

	@Test
	void pagesShouldShowConfiguration() {
		assertThat(blocks()).hasSizeGreaterThan(8);
	}

	@ParameterizedTest
	@MethodSource("blocks")
	void shouldBind(Snippet block) {
		assertThatCode(() -> bind(block.text())).as(block.toString()).doesNotThrowAnyException();
	}

	@ParameterizedTest
	@MethodSource("blocks")
	void namesShouldBeKnown(Snippet block) throws IOException {
		assertThat(load(block.text())).as(block.toString()).allSatisfy((source) -> {
			assertThat(((EnumerablePropertySource<?>) source).getPropertyNames())
				.allMatch(DocumentedYamlTests::isKnown);
		});
	}

	@Test
	void misspeltNameShouldNotBind() {
		assertThatException()
			.isThrownBy(() -> bind("llm.resilience:\n  models:\n    - id: a/b\n      price: {inptu: 1}\n"))
			.withStackTraceContaining("inptu");
	}

	@Test
	void misspeltNameShouldNotBeKnown() {
		assertThat(isKnown("management.endpoint.lml.access")).isFalse();
	}

	private static boolean isKnown(String name) {
		return NAMES.stream().anyMatch((known) -> name.equals(known) || name.matches("\\Q" + known + "\\E[.\\[].*"));
	}

	private static LlmResilienceProperties bind(String yaml) throws IOException {
		return new Binder(ConfigurationPropertySources.from(load(yaml))).bindOrCreate("llm.resilience",
				Bindable.of(LlmResilienceProperties.class), new LlmBindHandlerAdvisor().apply(BindHandler.DEFAULT));
	}

	private static List<PropertySource<?>> load(String yaml) throws IOException {
		return new YamlPropertySourceLoader().load("documentation",
				new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)));
	}

}
