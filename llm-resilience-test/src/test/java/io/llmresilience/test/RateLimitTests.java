package io.llmresilience.test;

import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(20)
class RateLimitTests {

	private final HandClock clock = new HandClock();

	@Test
	void openAiShouldTellWhatIsLeft() throws Exception {
		try (LlmProviderSimulator simulator = limited(60, 6000).start()) {
			HttpResponse<String> response = send(simulator, Dialect.OPENAI);
			assertThat(header(response, "x-ratelimit-limit-requests")).isEqualTo("60");
			assertThat(header(response, "x-ratelimit-remaining-requests")).isEqualTo("59");
			assertThat(header(response, "x-ratelimit-reset-requests")).isEqualTo("1s");
			assertThat(header(response, "x-ratelimit-limit-tokens")).isEqualTo("6000");
			assertThat(header(response, "x-ratelimit-remaining-tokens")).isEqualTo("5997");
			assertThat(header(response, "x-ratelimit-reset-tokens")).isEqualTo("30ms");
		}
	}

	@Test
	void anthropicShouldTellWhatIsLeft() throws Exception {
		try (LlmProviderSimulator simulator = limited(60, 6000).outputTokensPerMinute(3000).start()) {
			HttpResponse<String> response = send(simulator, Dialect.ANTHROPIC);
			assertThat(header(response, "anthropic-ratelimit-requests-remaining")).isEqualTo("59");
			assertThat(header(response, "anthropic-ratelimit-requests-reset")).isEqualTo("2026-11-22T10:00:01Z");
			assertThat(header(response, "anthropic-ratelimit-input-tokens-limit")).isEqualTo("6000");
			assertThat(header(response, "anthropic-ratelimit-input-tokens-remaining")).isEqualTo("6000");
			assertThat(header(response, "anthropic-ratelimit-tokens-limit")).isEqualTo("3000");
			assertThat(header(response, "anthropic-ratelimit-output-tokens-remaining")).isEqualTo("3000");
		}
	}

	@Test
	void whenRequestsAreUsedUpShouldAnswer429UntilTheyAreBack() throws Exception {
		try (LlmProviderSimulator simulator = limited(60, 0).burst(Duration.ofSeconds(2)).start()) {
			assertThat(send(simulator, Dialect.OPENAI).statusCode()).isEqualTo(200);
			assertThat(send(simulator, Dialect.OPENAI).statusCode()).isEqualTo(200);
			HttpResponse<String> refused = send(simulator, Dialect.OPENAI);
			assertThat(refused.statusCode()).isEqualTo(429);
			assertThat(header(refused, "retry-after")).isEqualTo("1");
			assertThat(header(refused, "retry-after-ms")).isEqualTo("1000");
			assertThat(refused.body()).contains("rate_limit_exceeded").contains("Please try again in 1s");
			this.clock.advance(Duration.ofSeconds(1));
			assertThat(send(simulator, Dialect.OPENAI).statusCode()).isEqualTo(200);
		}
	}

	@Test
	void whenTokensAreUsedUpShouldCountTheTokensAskedFor() throws Exception {
		try (LlmProviderSimulator simulator = limited(0, 100).start()) {
			String body = Calls.openAiBody("gpt-4o-mini", ",\"max_tokens\":57");
			assertThat(Calls.send(new Calls(simulator).openAi(body)).statusCode()).isEqualTo(200);
			HttpResponse<String> refused = Calls.send(new Calls(simulator).openAi(body));
			assertThat(refused.statusCode()).isEqualTo(429);
			assertThat(refused.body()).contains("tokens per min (TPM): Limit 100, Used 60, Requested 60")
				.contains("try again in 12s");
		}
	}

	@Test
	void whenOneRequestIsLargerThanTheBucketShouldSayThatItNeverFits() throws Exception {
		try (LlmProviderSimulator simulator = limited(0, 100).start()) {
			String body = Calls.openAiBody("gpt-4o-mini", ",\"max_tokens\":98");
			HttpResponse<String> refused = Calls.send(new Calls(simulator).openAi(body));
			assertThat(refused.statusCode()).isEqualTo(429);
			assertThat(refused.body()).contains("Request too large").contains("Limit 100, Requested 101");
			assertThat(refused.headers().firstValue("retry-after")).isEmpty();
		}
	}

	@Test
	void openAiShouldCountFailedRequestsAndAnthropicShouldNot() throws Exception {
		try (LlmProviderSimulator simulator = limited(2, 0).start()) {
			simulator.always(Reply.status(500));
			send(simulator, Dialect.OPENAI);
			send(simulator, Dialect.OPENAI);
			send(simulator, Dialect.ANTHROPIC);
			send(simulator, Dialect.ANTHROPIC);
			simulator.always(Reply.text("Hello"));
			assertThat(send(simulator, Dialect.OPENAI).statusCode()).isEqualTo(429);
			assertThat(send(simulator, Dialect.ANTHROPIC).statusCode()).isEqualTo(200);
		}
	}

	@Test
	void anthropicShouldCountOutputAsItIsProduced() throws Exception {
		try (LlmProviderSimulator simulator = limited(0, 0).outputTokensPerMinute(60)
			.defaultReply(Reply.text("Hello").usage(1, 61))
			.start()) {
			assertThat(send(simulator, Dialect.ANTHROPIC).statusCode()).isEqualTo(200);
			HttpResponse<String> refused = send(simulator, Dialect.ANTHROPIC);
			assertThat(refused.statusCode()).isEqualTo(429);
			assertThat(refused.body()).contains("rate_limit_error").contains("60 output tokens per minute");
			assertThat(header(refused, "retry-after")).isEqualTo("2");
		}
	}

	@Test
	void withoutRateLimitHeadersShouldGiveNoHint() throws Exception {
		try (LlmProviderSimulator simulator = limited(1, 0).withoutRateLimitHeaders().start()) {
			send(simulator, Dialect.OPENAI);
			HttpResponse<String> refused = send(simulator, Dialect.OPENAI);
			assertThat(refused.statusCode()).isEqualTo(429);
			assertThat(refused.headers().map().keySet()).noneMatch((name) -> name.contains("rate"))
				.doesNotContain("retry-after");
		}
	}

	@Test
	void resetShouldRefillTheLimits() throws Exception {
		try (LlmProviderSimulator simulator = limited(1, 0).start()) {
			send(simulator, Dialect.OPENAI);
			simulator.reset();
			assertThat(send(simulator, Dialect.OPENAI).statusCode()).isEqualTo(200);
		}
	}

	@Test
	void maxConcurrentShouldRefuseMoreAndGiveThePlaceBack() throws Exception {
		try (LlmProviderSimulator simulator = limited(0, 0).maxConcurrent(1).start()) {
			simulator.enqueue(Reply.text("Hello").stallAfterTokens(1));
			Calls calls = new Calls(simulator);
			try (Socket socket = calls.socket(Dialect.OPENAI, true)) {
				Calls.readUntil(socket, "Hello");
				assertThat(send(simulator, Dialect.ANTHROPIC).statusCode()).isEqualTo(429);
			}
			simulator.awaitClosed(1, Duration.ofSeconds(1));
			assertThat(send(simulator, Dialect.ANTHROPIC).statusCode()).isEqualTo(200);
		}
	}

	private LlmProviderSimulator.Builder limited(int requests, int tokens) {
		return LlmProviderSimulator.builder().clock(this.clock).rateLimit(requests, tokens);
	}

	private static HttpResponse<String> send(LlmProviderSimulator simulator, Dialect dialect) throws Exception {
		return Calls.send(new Calls(simulator).call(dialect, false));
	}

	private static String header(HttpResponse<String> response, String name) {
		return response.headers().firstValue(name).orElse("");
	}

}
