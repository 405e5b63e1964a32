package io.llmresilience.autoconfigure;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import io.llmresilience.BudgetExceededException;
import io.llmresilience.ChatResponse;
import io.llmresilience.ChatService;
import io.llmresilience.Usage;
import io.llmresilience.budget.BudgetAlert;
import io.llmresilience.budget.BudgetAlertListener;
import io.llmresilience.budget.BudgetSettings;
import io.llmresilience.budget.BudgetSnapshot;
import io.llmresilience.budget.BudgetStore;
import io.llmresilience.budget.Budgets;
import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.LlmSimulatorTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How budgets get into the chain of every route.
 */
@LlmSimulatorTest
class BudgetConfigurationTests {

	private static final String LIMITS = "llm.resilience.budget.limits.";

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmResilienceAutoConfiguration.class))
		.withPropertyValues("llm.resilience.chat.routes=openai/gpt-6-luna,openai/gpt-4o-mini",
				"llm.resilience.providers.openai.api-key=sk-simulator", "llm.resilience.retry.max-attempts=1",
				"llm.resilience.chat.max-tokens=50");

	@Test
	void withoutAnyLimitShouldCountNothing() {
		this.runner.run((context) -> assertThat(context.getBean(Budgets.class).snapshot()).isEmpty());
	}

	@Test
	void whenALimitIsSetShouldCountAndRefuse(LlmProviderSimulator simulator) {
		with(simulator, LIMITS + "calls.limit=2000", LIMITS + "calls.unit=tokens").run((context) -> {
			ChatService chat = context.getBean(ChatService.class);
			long used = tokens(chat.call("Hi").usage());
			BudgetSnapshot snapshot = context.getBean(Budgets.class).snapshot().get(0);
			assertThat(snapshot.figures().settled()).isEqualByComparingTo(String.valueOf(used)).isPositive();
			assertThat(snapshot.figures().reserved()).isEqualByComparingTo("0");
			assertThatExceptionOfType(BudgetExceededException.class).isThrownBy(() -> {
				for (int i = 0; i < 1000; i++) {
					chat.call("Hi");
				}
			}).satisfies((refusal) -> assertThat(refusal.shortage().budget()).isEqualTo("calls"));
		});
	}

	private static long tokens(Usage usage) {
		return Objects.requireNonNull(usage.inputTokens()) + Objects.requireNonNull(usage.outputTokens());
	}

	@Test
	void whenBudgetSendsOnShouldAskTheNextRoute(LlmProviderSimulator simulator) {
		with(simulator, LIMITS + "dear.limit=10", LIMITS + "dear.unit=tokens", LIMITS + "dear.action=next-route",
				LIMITS + "dear.scope=model:openai/gpt-6-luna")
			.run((context) -> {
				ChatResponse answer = context.getBean(ChatService.class).call("Hi");
				assertThat(answer.origin().route()).isEqualTo("openai/gpt-4o-mini");
				assertThat(answer.trace().attempts()).extracting("outcome").containsExactly("BUDGET_EXCEEDED", "OK");
				assertThat(answer.trace().attempts().get(0).cost()).isEqualByComparingTo("0");
			});
	}

	@Test
	void whenOnlyObservedShouldRefuseNothing(LlmProviderSimulator simulator) {
		with(simulator, LIMITS + "calls.limit=1", LIMITS + "calls.unit=tokens", "llm.resilience.budget.mode=observe")
			.run((context) -> {
				assertThat(context.getBean(ChatService.class).call("Hi").text()).isNotEmpty();
				assertThat(context.getBean(Budgets.class).snapshot().get(0).refused()).isOne();
			});
	}

	@Test
	void whenAShareIsReachedShouldTellListenersAndPublishAnEvent(LlmProviderSimulator simulator) {
		Ear ear = new Ear();
		with(simulator, LIMITS + "calls.limit=1", LIMITS + "calls.unit=tokens", LIMITS + "calls.action=warn",
				LIMITS + "calls.alert-at=0.5")
			.withBean("broken", BudgetAlertListener.class, () -> (alert) -> {
				throw new IllegalStateException("broken");
			})
			.withBean("mail", BudgetAlertListener.class, () -> ear.mail::complete)
			.withBean(Ear.class, () -> ear)
			.run((context) -> {
				context.getBean(ChatService.class).call("Hi");
				assertThat(ear.event).succeedsWithin(PATIENCE).extracting(BudgetAlert::share).isEqualTo(0.5);
				assertThat(ear.mail).succeedsWithin(PATIENCE).isEqualTo(ear.event.join());
			});
	}

	@Test
	void whenUserHasAStoreShouldUseIt() {
		BudgetStore own = (account, claim) -> Mono
			.just(new BudgetStore.Lease(0, account.limit() / 2, BudgetStore.Lease.FOREVER));
		this.runner.withBean(BudgetStore.class, () -> own)
			.withPropertyValues(LIMITS + "daily.limit=10")
			.run((context) -> {
				assertThat(context).hasSingleBean(BudgetStore.class);
				assertThat(context.getBean(Budgets.class).snapshot().get(0).figures().settled())
					.isEqualByComparingTo("5");
			});
	}

	@Test
	void whenUserHasBudgetsShouldUseThem() {
		BudgetSettings settings = new Binder().bindOrCreate("none", BudgetSettings.class);
		Budgets own = new Budgets(settings, BudgetStore.inMemory(), InstantSource.system(), Schedulers.parallel(),
				(alert) -> {
				});
		this.runner.withBean(Budgets.class, () -> own)
			.run((context) -> assertThat(context.getBean(Budgets.class)).isSameAs(own));
	}

	@Test
	void whenTheApplicationEndsShouldGiveTheRestBack() {
		List<BudgetStore.Claim> claims = new CopyOnWriteArrayList<>();
		BudgetStore own = (account, claim) -> {
			claims.add(claim);
			return Mono.just(new BudgetStore.Lease(account.limit(), 0, Duration.ofMinutes(1)));
		};
		this.runner.withBean(BudgetStore.class, () -> own)
			.withPropertyValues(LIMITS + "daily.limit=10")
			.run((context) -> {
				assertThat(claims).hasSize(1);
				context.close();
				assertThat(claims).hasSize(2).last().isEqualTo(new BudgetStore.Claim(0, 0, 0));
			});
	}

	/**
	 * One name in several spellings is one budget: the environment may override what a
	 * file says.
	 */
	@ParameterizedTest
	@CsvSource({ "per-tenant, LLM_RESILIENCE_BUDGET_LIMITS_PERTENANT_LIMIT",
			"daily, LLM_RESILIENCE_BUDGET_LIMITS_DAILY_LIMIT" })
	void whenTheEnvironmentOverridesALimitShouldStayOneBudget(String name, String variable) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addFirst(new MapPropertySource("file",
					Map.of(LIMITS + name + ".limit", "10", LIMITS + name + ".period", "month")));
		environment.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", Map.of(variable, "20")));
		ConfigurationPropertySources.attach(environment);
		BudgetSettings settings = Binder.get(environment).bind("llm.resilience.budget", BudgetSettings.class).get();
		assertThat(settings.limits()).hasSize(1);
		assertThat(settings.limits().values()).allSatisfy((limit) -> {
			assertThat(limit.limit()).isEqualByComparingTo("20");
			assertThat(limit.period()).isEqualTo("month");
		});
	}

	private ApplicationContextRunner with(LlmProviderSimulator simulator, String... properties) {
		return this.runner.withPropertyValues("llm.resilience.providers.openai.base-url=" + simulator.openAiBaseUrl())
			.withPropertyValues(properties);
	}

	static class Ear {

		private final CompletableFuture<BudgetAlert> event = new CompletableFuture<>();

		private final CompletableFuture<BudgetAlert> mail = new CompletableFuture<>();

		@EventListener
		void on(BudgetAlert alert) {
			this.event.complete(alert);
		}

	}

}
