package io.llmresilience.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;

import io.llmresilience.ChatRequest;
import io.llmresilience.ChatResponse;
import io.llmresilience.ChatService;
import io.llmresilience.FailureKind;
import io.llmresilience.Message;
import io.llmresilience.circuitbreaker.CircuitBreakers;
import io.llmresilience.history.CompressedHistory;
import io.llmresilience.history.HistoryCompressor;
import io.llmresilience.history.SummarizingCompressor;
import io.llmresilience.history.SummaryStore;
import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.LlmSimulatorTest;
import io.llmresilience.test.ReceivedRequest;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * What is wired for summaries, and when it stands back.
 */
@LlmSimulatorTest
class SummaryConfigurationTests {

	private final ApplicationContextRunner bare = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ReactiveHttpClientAutoConfiguration.class,
				WebClientAutoConfiguration.class, LlmResilienceAutoConfiguration.class))
		.withPropertyValues("llm.resilience.chat.routes=openai/small", "llm.resilience.models[0].id=openai/small",
				"llm.resilience.models[0].context-window=2000", "llm.resilience.models[0].max-tokens=500",
				"llm.resilience.chat.max-tokens=500", "llm.resilience.history.summary.max-tokens=100",
				"llm.resilience.history.summary.route=anthropic/claude-haiku-4-5");

	private ApplicationContextRunner runner(LlmProviderSimulator simulator) {
		return this.bare.withPropertyValues("llm.resilience.history.strategy=summarize",
				"llm.resilience.providers.openai.base-url=" + simulator.openAiBaseUrl(),
				"llm.resilience.providers.openai.api-key=" + simulator.apiKey(),
				"llm.resilience.providers.anthropic.base-url=" + simulator.anthropicBaseUrl(),
				"llm.resilience.providers.anthropic.api-key=" + simulator.apiKey());
	}

	@Test
	void whenAskedForShouldSummarizeWithTheOtherProvider(LlmProviderSimulator simulator) {
		script(simulator, Reply.text("They spoke of a bridge."));
		runner(simulator).run((context) -> {
			assertThat(context).hasSingleBean(SummaryStore.class).hasSingleBean(HistoryCompressor.class);
			ChatResponse answer = context.getBean(ChatService.class).call(longRequest());
			assertThat(simulator.requests()).extracting(ReceivedRequest::model)
				.containsExactly("claude-haiku-4-5", "small");
			assertThat(simulator.requests().get(1).text()).contains("They spoke of a bridge.");
			assertThat(simulator.requests().get(0).body().path("max_tokens").intValue()).isEqualTo(100);
			assertThat(answer.trace().attemptsMade()).isEqualTo(1);
			assertThat(answer.trace().shortenings().get(0).summary().usage().inputTokens()).isPositive();
			assertThat(answer.trace().shortenings().get(0).summary().cost()).isPositive();
		});
	}

	@Test
	void summariesShouldHaveABudgetOfTheirOwnIfWanted(LlmProviderSimulator simulator) {
		String budget = "llm.resilience.budget.limits.summaries.";
		runner(simulator)
			.withPropertyValues(budget + "limit=0.000001", budget + "scope=label:llm.resilience.purpose=summary")
			.run((context) -> {
				ChatResponse answer = context.getBean(ChatService.class).call(longRequest());
				assertThat(answer.trace().shortenings().get(0).summary().failure())
					.isEqualTo(FailureKind.BUDGET_EXCEEDED);
				assertThat(answer.trace().shortenings().get(0).summary().cost()).isZero();
				assertThat(simulator.requests()).extracting(ReceivedRequest::model).containsExactly("small");
			});
	}

	@Test
	void whenNotAskedForShouldSendNothingToAnotherModel(LlmProviderSimulator simulator) {
		runner(simulator).withPropertyValues("llm.resilience.history.strategy=sliding-window").run((context) -> {
			assertThat(context).doesNotHaveBean(SummaryStore.class).doesNotHaveBean(SummarizingCompressor.class);
			context.getBean(ChatService.class).call(longRequest());
			assertThat(simulator.requests()).extracting(ReceivedRequest::model).containsExactly("small");
		});
	}

	@Test
	void whenThereIsNoTokenizerShouldEstimate(LlmProviderSimulator simulator) {
		script(simulator, Reply.text("They spoke of a bridge."));
		runner(simulator).withClassLoader(new FilteredClassLoader("com.knuddels.jtokkit")).run((context) -> {
			context.getBean(ChatService.class).call(longRequest());
			assertThat(simulator.requests()).hasSize(2);
		});
	}

	@Test
	void whenUserHasACompressorShouldStandBack(LlmProviderSimulator simulator) {
		HistoryCompressor own = (conversation) -> Mono
			.just(CompressedHistory.of(List.of(Message.user("All in one word: bridge"))));
		runner(simulator).withBean(HistoryCompressor.class, () -> own).run((context) -> {
			assertThat(context).getBean(HistoryCompressor.class).isSameAs(own);
			context.getBean(ChatService.class).call(longRequest());
			assertThat(simulator.requests()).hasSize(1);
			assertThat(simulator.requests().get(0).text()).contains("All in one word: bridge");
		});
	}

	@Test
	void whenUserHasAStoreShouldUseItEvenAfterARestart(LlmProviderSimulator simulator) {
		script(simulator, Reply.text("They spoke of a bridge."));
		SummaryStore own = SummaryStore.inMemory();
		ApplicationContextRunner withStore = runner(simulator).withBean(SummaryStore.class, () -> own);
		withStore.run((context) -> context.getBean(ChatService.class).call(longRequest()));
		withStore.run((context) -> {
			assertThat(context).getBean(SummaryStore.class).isSameAs(own);
			context.getBean(ChatService.class).call(longRequest());
		});
		assertThat(simulator.requests()).extracting(ReceivedRequest::model)
			.containsExactly("claude-haiku-4-5", "small", "small");
		assertThat(simulator.requests().get(2).text()).contains("They spoke of a bridge.");
	}

	@Test
	void whenUserHasAChatServiceShouldStandBack() {
		this.bare.withBean(ChatService.class, () -> mock(ChatService.class))
			.withPropertyValues("llm.resilience.history.strategy=summarize")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SummarizingCompressor.class));
	}

	@Test
	void whenSummarizerFailsShouldAnswerFromTheWindow(LlmProviderSimulator simulator) {
		script(simulator, Reply.status(401));
		runner(simulator).run((context) -> {
			ChatResponse answer = context.getBean(ChatService.class).call(longRequest());
			assertThat(answer.trace().attemptsMade()).isEqualTo(1);
			assertThat(answer.trace().shortenings().get(0).summary().failure()).isEqualTo(FailureKind.AUTHENTICATION);
			context.getBean(ChatService.class).call(longRequest());
			assertThat(simulator.requests()).extracting(ReceivedRequest::model)
				.containsExactly("claude-haiku-4-5", "small", "small");
		});
	}

	@Test
	void summarizerShouldHaveRetriesAndACircuitLikeAnyRoute(LlmProviderSimulator simulator) {
		script(simulator, Reply.overloaded());
		runner(simulator)
			.withPropertyValues("llm.resilience.retry.max-attempts=3", "llm.resilience.retry.initial-interval=1ms")
			.run((context) -> {
				context.getBean(ChatService.class).call(longRequest());
				assertThat(simulator.requests()).extracting(ReceivedRequest::model)
					.containsExactly("claude-haiku-4-5", "claude-haiku-4-5", "claude-haiku-4-5", "small");
				assertThat(context.getBean(CircuitBreakers.class).snapshot())
					.anySatisfy((circuit) -> assertThat(circuit.toString()).contains("claude-haiku-4-5"));
			});
	}

	@Test
	void whenTheContextClosesShouldCancelWhatIsBeingSummarized(LlmProviderSimulator simulator) {
		script(simulator, Reply.noHeaders());
		runner(simulator).run((context) -> {
			context.getBean(ChatService.class).send(longRequest()).subscribe((answer) -> {
			}, (failure) -> {
			});
			simulator.awaitArrivals(1, Duration.ofSeconds(5));
		});
		simulator.awaitClosed(1, Duration.ofSeconds(5));
	}

	private static void script(LlmProviderSimulator simulator, Reply summary) {
		simulator.when((request) -> request.model().startsWith("claude"), summary);
	}

	private static ChatRequest longRequest() {
		List<Message> messages = new ArrayList<>();
		for (int i = 1; i <= 20; i++) {
			messages.add(Message.user("Question " + i + " about the bridge. ".repeat(10)));
			messages.add(Message.assistant("Answer " + i + " about the bridge. ".repeat(10)));
		}
		messages.add(Message.user("And now?"));
		return ChatRequest.of(messages);
	}

}
