package io.llmresilience.autoconfigure;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.support.StaticApplicationContext;

import io.llmresilience.ChatRequest;
import io.llmresilience.Message;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.TokenCounter;
import io.llmresilience.model.TokenEstimators;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RouteTokens}: tokenizers are loaded after the start, and nobody waits
 * for them.
 */
@ExtendWith(OutputCaptureExtension.class)
class TokenizerWarmUpTests {

	private static final ContextRefreshedEvent STARTED = new ContextRefreshedEvent(new StaticApplicationContext());

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmResilienceAutoConfiguration.class))
		.withPropertyValues("llm.resilience.providers.openai.api-key=sk", "llm.resilience.chat.routes=openai/gpt-4o");

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final WatchedCounter counter = new WatchedCounter(TokenCounter.openAi(new TokenEstimators()));

	private final RouteTokens tokens = new RouteTokens(new TokenEstimators(), this.counter,
			Schedulers.fromExecutor(this.tasks::add), InstantSource.system());

	@Test
	void whenStartedShouldLoadAllTokenizersOnOneThreadElsewhere() {
		this.tokens.estimator(model("openai/gpt-4o"));
		this.tokens.estimator(model("openai/gpt-4"));
		this.tokens.onApplicationEvent(STARTED);
		assertThat(this.tasks).hasSize(1);
		assertThat(this.counter.models).isEmpty();
		this.tasks.remove().run();
		assertThat(this.counter.models).containsExactlyInAnyOrder("openai/gpt-4o", "openai/gpt-4");
		assertThat(this.counter).hasToString("OpenAiTokenCounter[loaded=[O200K_BASE, CL100K_BASE]]");
	}

	@Test
	void whenNoRouteHasATokenizerShouldDoNothing() {
		this.tokens.estimator(model("anthropic/claude-sonnet-5-5"));
		this.tokens.onApplicationEvent(STARTED);
		assertThat(this.tasks).isEmpty();
	}

	@Test
	void whenRoutesAreOnlyMadeLaterShouldDoNothing() {
		this.tokens.onApplicationEvent(STARTED);
		this.tokens.estimator(model("openai/gpt-4o"));
		assertThat(this.tasks).isEmpty();
	}

	@Test
	void whenAnotherContextStartsShouldNotLoadAgain() {
		this.tokens.estimator(model("openai/gpt-4o"));
		this.tokens.onApplicationEvent(STARTED);
		this.tokens.onApplicationEvent(STARTED);
		assertThat(this.tasks).hasSize(1);
	}

	@Test
	void whenATokenizerCannotBeLoadedShouldSaySoAndGoOn(CapturedOutput output) {
		this.tokens.estimator(model("openai/gpt-4o"));
		this.tokens.estimator(model("openai/gpt-4"));
		this.counter.failing = "openai/gpt-4o";
		this.tokens.onApplicationEvent(STARTED);
		this.tasks.remove().run();
		assertThat(output).contains("openai/gpt-4o", "IllegalStateException").doesNotContain("secret");
		assertThat(this.counter.models).containsExactly("openai/gpt-4");
	}

	@Test
	void whenTheApplicationHasStartedShouldHaveTheTokenizerOfItsRoute() {
		this.runner.withBean(TokenCounter.class, () -> this.counter).run((context) -> {
			assertThat(this.counter.ended.await(1, TimeUnit.MINUTES)).isTrue();
			assertThat(this.counter.models).containsExactly("openai/gpt-4o");
			assertThat(this.counter).hasToString("OpenAiTokenCounter[loaded=[O200K_BASE]]");
			assertThat(this.counter.thread).isNotEqualTo(Thread.currentThread().getName());
		});
	}

	@Test
	@Timeout(60)
	void whenLoadingTakesForeverShouldStartAndCloseAllTheSame() {
		this.counter.release = new CountDownLatch(1);
		try {
			this.runner.withBean(TokenCounter.class, () -> this.counter).run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(this.counter.begun.await(1, TimeUnit.MINUTES)).isTrue();
			});
			assertThat(this.counter.models).isEmpty();
		}
		finally {
			this.counter.release.countDown();
		}
	}

	private static ModelSpec model(String id) {
		return new ModelSpec(id, true, 128_000, 4096, Set.of());
	}

	/**
	 * Counts like another counter and keeps what it was asked.
	 */
	private static final class WatchedCounter implements TokenCounter {

		private final TokenCounter counter;

		private final List<String> models = Collections.synchronizedList(new ArrayList<>());

		private final CountDownLatch begun = new CountDownLatch(1);

		private final CountDownLatch ended = new CountDownLatch(1);

		private volatile CountDownLatch release = new CountDownLatch(0);

		private volatile String thread = "";

		private volatile String failing = "";

		WatchedCounter(TokenCounter counter) {
			this.counter = counter;
		}

		@Override
		public boolean isExact(ModelSpec model) {
			return this.counter.isExact(model);
		}

		@Override
		public long count(String text, ModelSpec model) {
			this.thread = Thread.currentThread().getName();
			this.begun.countDown();
			if (model.id().equals(this.failing)) {
				throw new IllegalStateException("secret");
			}
			awaitRelease();
			long tokens = this.counter.count(text, model);
			this.models.add(model.id());
			this.ended.countDown();
			return tokens;
		}

		private void awaitRelease() {
			try {
				this.release.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		@Override
		public long count(Message message, ModelSpec model) {
			throw new AssertionError("not asked for");
		}

		@Override
		public long count(ChatRequest request, ModelSpec model) {
			throw new AssertionError("not asked for");
		}

		@Override
		public String toString() {
			return this.counter.toString();
		}

	}

}
