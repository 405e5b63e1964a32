package io.llmresilience.retry;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import org.springframework.retry.backoff.NoBackOffPolicy;
import org.springframework.retry.support.RetryTemplate;

import io.llmresilience.FailureKind;
import io.llmresilience.ProviderException;
import io.llmresilience.TestCalls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LlmRetryRules}.
 */
class LlmRetryRulesTests {

	private final LlmRetryRules rules = new LlmRetryRules(
			new RetrySettings(3, Duration.ofSeconds(1), 2, Duration.ofSeconds(60), Duration.ofSeconds(120),
					new RetrySettings.Quota(500, 5)),
			List.of((provider, rules) -> rules.withBackOff(new NoBackOffPolicy())));

	private final AtomicInteger attempts = new AtomicInteger();

	@Test
	void blockingTemplateShouldMakeAsManyAttemptsAsTheChain() {
		assertThatExceptionOfType(ProviderException.class).isThrownBy(() -> call(FailureKind.SERVER_ERROR));
		assertThat(this.attempts).hasValue(3);
	}

	@Test
	void blockingTemplateShouldNotRepeatWhatTheChainDoesNot() {
		assertThatExceptionOfType(ProviderException.class).isThrownBy(() -> call(FailureKind.INVALID_REQUEST));
		assertThat(this.attempts).hasValue(1);
	}

	@Test
	void routesOfOneProviderShouldShareTheirRules() {
		assertThat(this.rules.of("openai")).isSameAs(this.rules.of("openai")).isNotSameAs(this.rules.of("anthropic"));
	}

	private void call(FailureKind kind) {
		RetryTemplate template = this.rules.blockingTemplate("openai");
		template.execute((context) -> {
			this.attempts.incrementAndGet();
			throw TestCalls.failure(kind);
		});
	}

}
