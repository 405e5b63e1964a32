package io.llmresilience.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.io.ByteArrayResource;

import io.llmresilience.ChatRequest;
import io.llmresilience.Content;
import io.llmresilience.Message;
import io.llmresilience.Tool;
import io.llmresilience.model.ModelCatalog;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.TokenCounter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The examples in the documentation of tokens.
 */
class TokensExampleTests {

	private static final ModelSpec QWEN = new ModelSpec("local/qwen3-32b", true, 32_768, 8192, Set.of());

	private static final ToLongFunction<String> WORDS = (text) -> text.split(" ").length;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmResilienceAutoConfiguration.class));

	@Test
	void shouldCountForAnApplication() {
		this.runner.withPropertyValues(properties()).run((context) -> {
			TokenCounter tokenCounter = context.getBean(TokenCounter.class);
			ModelSpec model = ModelCatalog.builtIn().find("openai/gpt-4o");
			long tokens = tokenCounter.count("tiktoken is great!", model);
			boolean exact = tokenCounter.isExact(model);
			assertThat(tokens).isEqualTo(6);
			assertThat(exact).isTrue();
			assertThat(documentation())
				.contains(lines("ModelSpec model = ModelCatalog.builtIn().find(\"openai/gpt-4o\");",
						"long tokens = tokenCounter.count(\"tiktoken is great!\", model);   // 6",
						"boolean exact = tokenCounter.isExact(model);                     // true"));
		});
	}

	@Test
	void shouldKnowTheModelOfTheExample() {
		this.runner.withPropertyValues(properties()).run((context) -> {
			assertThat(context).hasNotFailed();
			Models models = new Models(ModelCatalog.builtIn(), context.getBean(LlmResilienceProperties.class).models());
			assertThat(models.find("local/qwen3-32b"))
				.isEqualTo(new ModelSpec("local/qwen3-32b", true, 32_768, 8192, Set.of()));
			assertThat(models.find("openai/gpt-6-luna").maxTokens()).isEqualTo(16_384);
		});
	}

	@Test
	void shouldCountWithACounterOfYourOwn() {
		this.runner.withPropertyValues(properties())
			.withBean(QwenTokenCounter.class)
			.withInitializer((context) -> ((GenericApplicationContext) context).registerBean("words",
					ToLongFunction.class, () -> WORDS))
			.run((context) -> {
				TokenCounter counter = context.getBean(TokenCounter.class);
				assertThat(counter).isInstanceOf(QwenTokenCounter.class);
				assertThat(counter.isExact(QWEN)).isTrue();
				assertThat(counter.count("one two three", QWEN)).isEqualTo(3);
				assertThat(counter.count("tiktoken is great!", ModelCatalog.builtIn().find("openai/gpt-4o")))
					.isEqualTo(6);
				assertThat(counter.count(ChatRequest.builder()
					.message(Message.user("one two"))
					.message(new Message.Assistant(List.of(new Content.ToolCall("1", "find", "{}"))))
					.message(Message.toolResult("1", "three"))
					.tool(new Tool("find", "", Map.of()))
					.build(), QWEN)).isEqualTo(3 + 5 + 2 + 5 + 12 + 5 + 1 + 11);
			});
	}

	@Test
	void documentationShouldShowThisCode() throws IOException {
		String source = Files.readString(Path.of("src/test/java/io/llmresilience/autoconfigure/QwenTokenCounter.java"));
		assertThat(documentation()).contains("```java\n" + source.substring(source.indexOf("@Component")) + "```");
	}

	private static String[] properties() {
		String page = documentation();
		String begin = "```yaml\nllm.resilience:\n";
		String yaml = page.substring(page.indexOf(begin) + "```yaml\n".length());
		YamlPropertiesFactoryBean properties = new YamlPropertiesFactoryBean();
		properties.setResources(
				new ByteArrayResource(yaml.substring(0, yaml.indexOf("```")).getBytes(StandardCharsets.UTF_8)));
		return properties.getObject()
			.entrySet()
			.stream()
			.map((each) -> each.getKey() + "=" + String.valueOf(each.getValue()).replace("${OPENAI_API_KEY}", "sk"))
			.toArray(String[]::new);
	}

	private static String lines(String... lines) {
		return String.join("\n", lines);
	}

	private static String documentation() {
		try {
			return Files.readString(Path.of("../docs/tokens.md"));
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

}
