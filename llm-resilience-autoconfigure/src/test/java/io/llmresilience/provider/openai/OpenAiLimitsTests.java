package io.llmresilience.provider.openai;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import org.springframework.http.HttpHeaders;

import io.llmresilience.ChatEvent.ServerLimits;
import io.llmresilience.ChatEvent.ServerLimits.Bucket;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OpenAiLimits}.
 */
class OpenAiLimitsTests {

	private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

	private final HttpHeaders headers = new HttpHeaders();

	@Test
	void requestsAndTokensShouldBeRead() {
		this.headers.add("X-RateLimit-Limit-Requests", "5000");
		this.headers.add("X-RateLimit-Remaining-Requests", "59");
		this.headers.add("X-RateLimit-Reset-Requests", "12ms");
		this.headers.add("x-ratelimit-limit-tokens", "150000");
		this.headers.add("x-ratelimit-remaining-tokens", "149984");
		this.headers.add("x-ratelimit-reset-tokens", "6m0s");
		assertThat(OpenAiLimits.of(this.headers, NOW))
			.isEqualTo(new ServerLimits(new Bucket(5000L, 59L, NOW.plusMillis(12)),
					new Bucket(150_000L, 149_984L, NOW.plusSeconds(360)), Bucket.UNKNOWN, Bucket.UNKNOWN));
	}

	@Test
	void azureShouldNotLookExhausted() {
		this.headers.add("x-ratelimit-remaining-requests", "-1");
		this.headers.add("x-ratelimit-reset-tokens", "60");
		ServerLimits limits = OpenAiLimits.of(this.headers, NOW);
		assertThat(limits.requests()).isSameAs(Bucket.UNKNOWN);
		assertThat(limits.tokens()).isEqualTo(new Bucket(null, null, NOW.plusSeconds(60)));
	}

	@Test
	void noHeadersShouldBeUnknown() {
		assertThat(OpenAiLimits.of(this.headers, NOW)).isSameAs(ServerLimits.UNKNOWN);
	}

}
