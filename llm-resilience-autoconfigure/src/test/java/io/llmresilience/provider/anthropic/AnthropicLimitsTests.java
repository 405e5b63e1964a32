package io.llmresilience.provider.anthropic;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.http.HttpHeaders;

import io.llmresilience.ChatEvent.ServerLimits;
import io.llmresilience.ChatEvent.ServerLimits.Bucket;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AnthropicLimits}.
 */
class AnthropicLimitsTests {

	private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

	private final HttpHeaders headers = new HttpHeaders();

	@Test
	void allFourBucketsShouldBeRead() {
		int limit = 100;
		for (String bucket : List.of("requests", "tokens", "input-tokens", "output-tokens")) {
			this.headers.add("Anthropic-Ratelimit-" + bucket + "-limit", "" + limit);
			this.headers.add("Anthropic-Ratelimit-" + bucket + "-remaining", "" + (limit - 1));
			this.headers.add("Anthropic-Ratelimit-" + bucket + "-reset", "2026-11-22T10:00:30Z");
			limit += 100;
		}
		assertThat(AnthropicLimits.of(this.headers, NOW))
			.isEqualTo(new ServerLimits(bucket(100L), bucket(200L), bucket(300L), bucket(400L)));
	}

	@Test
	void noHeadersShouldBeUnknown() {
		this.headers.add("anthropic-ratelimit-requests-reset", "soon");
		assertThat(AnthropicLimits.of(this.headers, NOW)).isSameAs(ServerLimits.UNKNOWN);
	}

	private static Bucket bucket(long limit) {
		return new Bucket(limit, limit - 1, NOW.plusSeconds(30));
	}

}
