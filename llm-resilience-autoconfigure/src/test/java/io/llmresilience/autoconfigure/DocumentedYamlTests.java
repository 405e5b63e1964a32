package io.llmresilience.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Binds every piece of configuration that the documentation shows.
 */
class DocumentedYamlTests {

	private static final Pattern BLOCK = Pattern.compile("```yaml\n(llm\\.resilience:.*?)```", Pattern.DOTALL);

	static List<Named<String>> blocks() throws IOException {
		try (Stream<Path> pages = Stream.concat(Stream.of(Path.of("../README.md")), Files.list(Path.of("../docs")))) {
			return pages.filter((page) -> page.toString().endsWith(".md"))
				.sorted()
				.flatMap(DocumentedYamlTests::blocks)
				.toList();
		}
	}

	private static Stream<Named<String>> blocks(Path page) {
		try {
			List<MatchResult> found = BLOCK.matcher(Files.readString(page)).results().toList();
			return found.stream().map((block) -> Named.of(page.getFileName() + " at " + block.start(), block.group(1)));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void pagesShouldShowConfiguration() throws IOException {
		assertThat(blocks()).hasSizeGreaterThan(8);
	}

	@ParameterizedTest
	@MethodSource("blocks")
	void shouldBind(String yaml) throws IOException {
		assertThat(bind(yaml)).isNotNull();
	}

	@Test
	void misspeltNameShouldNotBind() {
		assertThatException()
			.isThrownBy(() -> bind("llm.resilience:\n  models:\n    - id: a/b\n      price: {inptu: 1}\n"))
			.withStackTraceContaining("inptu");
	}

	private static LlmResilienceProperties bind(String yaml) throws IOException {
		List<PropertySource<?>> sources = new YamlPropertySourceLoader().load("documentation",
				new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)));
		return new Binder(ConfigurationPropertySources.from(sources)).bindOrCreate("llm.resilience",
				Bindable.of(LlmResilienceProperties.class), new LlmBindHandlerAdvisor().apply(BindHandler.DEFAULT));
	}

}
