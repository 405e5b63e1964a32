package io.llmresilience.autoconfigure;

import java.util.Set;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.llmresilience.CallRefusedException;
import io.llmresilience.ChatRequest;
import io.llmresilience.ChatService;
import io.llmresilience.FailureKind;
import io.llmresilience.Message;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.TokenCounter;
import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.LlmSimulatorTest;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Who counts tokens, and what comes of it. The prompt is estimated far above the limit of
 * 2,000 tokens, but has few.
 */
@LlmSimulatorTest
class TokenCounterConfigurationTests {

	private static final ModelSpec GPT = new ModelSpec("openai/gpt-4o-mini", true, 128_000, 4096, Set.of());

	private static final ChatRequest SPACES = ChatRequest.builder()
		.user("Why?" + " ".repeat(20_000) + "!")
		.maxTokens(100)
		.build();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmResilienceAutoConfiguration.class));

	private final ApplicationContextRunner withoutTokenizer = this.runner
		.withClassLoader(new FilteredClassLoader("com.knuddels.jtokkit"));

	@Test
	void whenThereIsATokenizerShouldCountBeforeACallIsTooLarge(LlmProviderSimulator simulator) {
		this.runner.withPropertyValues(limited(simulator)).run((context) -> {
			assertThat(context.getBean("llmTokenCounter", TokenCounter.class).isExact(GPT)).isTrue();
			assertThat(context.getBean(ChatService.class).send(SPACES).block().text()).isNotEmpty();
		});
	}

	@Test
	void whenThereIsNoTokenizerShouldGoByTheEstimate(LlmProviderSimulator simulator) {
		this.withoutTokenizer.withPropertyValues(limited(simulator)).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean("llmTokenCounter", TokenCounter.class).isExact(GPT)).isFalse();
			ChatService chat = context.getBean(ChatService.class);
			assertThat(chat.call("Hi").text()).isNotEmpty();
			assertThatExceptionOfType(CallRefusedException.class).isThrownBy(() -> chat.send(SPACES).block())
				.satisfies((refusal) -> assertThat(refusal.kind()).isEqualTo(FailureKind.REQUEST_TOO_LARGE));
		});
	}

	@Test
	void whenUserHasACounterShouldAskIt(LlmProviderSimulator simulator) {
		this.withoutTokenizer.withBean(TokenCounter.class, FixedCounter::new)
			.withPropertyValues(limited(simulator))
			.run((context) -> {
				assertThat(context).hasSingleBean(TokenCounter.class).doesNotHaveBean("llmTokenCounter");
				assertThat(context.getBean(ChatService.class).send(SPACES).block().text()).isNotEmpty();
			});
	}

	@Test
	void whatAnAnswerTeachesShouldServeEverybodyWhoCounts(LlmProviderSimulator simulator) {
		ModelSpec claude = new ModelSpec("anthropic/claude-opus-5", true, 128_000, 4096, Set.of());
		String text = "x".repeat(4000);
		simulator.when((request) -> true, Reply.text("Hi").usage(3000, 1));
		this.runner
			.withPropertyValues("llm.resilience.chat.routes=" + claude.id(),
					"llm.resilience.providers.anthropic.base-url=" + simulator.anthropicBaseUrl(),
					"llm.resilience.providers.anthropic.api-key=" + simulator.apiKey())
			.run((context) -> {
				TokenCounter counter = context.getBean(TokenCounter.class);
				assertThat(counter.count(text, claude)).isEqualTo(1600);
				context.getBean(ChatService.class).send(ChatRequest.of(text)).block();
				assertThat(counter.count(text, claude)).isBetween(3000L, 3001L);
			});
	}

	@Test
	void whenUserHasAChatServiceShouldStillCountForTheUser() {
		this.runner.withBean(ChatService.class, () -> ChatService.over((call) -> null, (request, wire) -> null))
			.run((context) -> assertThat(context).hasSingleBean(TokenCounter.class)
				.doesNotHaveBean(RateLimitFilters.class));
	}

	private static String[] limited(LlmProviderSimulator simulator) {
		return new String[] { "llm.resilience.chat.routes=" + GPT.id(),
				"llm.resilience.providers.openai.base-url=" + simulator.openAiBaseUrl(),
				"llm.resilience.providers.openai.api-key=" + simulator.apiKey(),
				"llm.resilience.providers.openai.rate-limit.tokens-per-minute=2000" };
	}

	private static final class FixedCounter implements TokenCounter {

		@Override
		public boolean isExact(ModelSpec model) {
			return model.id().equals(GPT.id());
		}

		@Override
		public long count(String text, ModelSpec model) {
			return 1;
		}

		@Override
		public long count(Message message, ModelSpec model) {
			return 1;
		}

		@Override
		public long count(ChatRequest request, ModelSpec model) {
			return 1;
		}

	}

}
