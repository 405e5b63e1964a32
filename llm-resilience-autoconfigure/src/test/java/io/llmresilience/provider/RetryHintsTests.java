package io.llmresilience.provider;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;

import org.junit.jupiter.api.Test;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RetryHints} beyond the rows of {@link ErrorTable}.
 */
class RetryHintsTests {

	private static final String ALPHABET = "0123456789.-+eE, :GMTFriSepmshd\u00b5NaNinf\t";

	private final RetryHints hints = new RetryHints(InstantSource.fixed(ErrorTable.NOW));

	@Test
	void headerShouldBeatTheBody() {
		HttpHeaders headers = new HttpHeaders();
		headers.add("retry-after", "3");
		assertThat(this.hints.of(headers, text("try again in 9s"))).isEqualTo(Duration.ofSeconds(3));
	}

	@Test
	void unusableHeaderShouldLeaveTheBody() {
		HttpHeaders headers = new HttpHeaders();
		headers.add("retry-after", "0");
		assertThat(this.hints.of(headers, text("try again in 9s"))).isEqualTo(Duration.ofSeconds(9));
	}

	@Test
	void randomTextShouldNeverThrowAndNeverHintLessThanNothing() {
		for (int seed = 0; seed < 4_000; seed++) {
			Random random = new Random(seed);
			HttpHeaders headers = new HttpHeaders();
			headers.add("retry-after", noise(random));
			headers.add("retry-after-ms", noise(random));
			headers.add("Date", noise(random));
			Duration hint = this.hints.of(headers, text("retry after " + noise(random)));
			assertThat(hint == null || (hint.compareTo(Duration.ZERO) > 0 && hint.toDays() <= 365)).as("seed %d", seed)
				.isTrue();
		}
	}

	private static ProviderError text(String text) {
		return new ProviderError(429, text, ErrorBody.json(text));
	}

	private static String noise(Random random) {
		StringBuilder noise = new StringBuilder();
		int length = random.nextInt(30);
		for (int i = 0; i < length; i++) {
			noise.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
		}
		return noise.toString();
	}

}
