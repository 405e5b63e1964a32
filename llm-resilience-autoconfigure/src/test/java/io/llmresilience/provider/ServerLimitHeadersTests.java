package io.llmresilience.provider;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpHeaders;

import io.llmresilience.ChatEvent.ServerLimits;
import io.llmresilience.ChatEvent.ServerLimits.Bucket;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServerLimitHeaders}.
 */
class ServerLimitHeadersTests {

	private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

	@ParameterizedTest
	@CsvSource({ "1s, PT1S", "6m0s, PT6M", "12ms, PT0.012S", "9ms, PT0.009S", "1h2m3s, PT3723S",
			"6d18h22m45s, PT584565S", "42m18s451ms21541ns, PT2538.451021541S", "2d15m981ms, PT173700.981S",
			"7.66s, PT7.66S", "2m59.56s, PT179.56S", "1m26.4s, PT86.4S", "8.64s, PT8.64S", "0s, PT0S", "0, PT0S",
			"60, PT60S", "59.5, PT59.5S", "250us, PT0.00025S", "250µs, PT0.00025S", "1M30S, PT90S", "999999999h, P365D",
			"' 3s ', PT3S" })
	void durationShouldCountFromNow(String value, Duration expected) {
		assertThat(ServerLimitHeaders.reset(value, NOW)).isEqualTo(NOW.plus(expected));
	}

	@ParameterizedTest
	@CsvSource({ "2026-11-22T10:15:30Z, 2026-11-22T10:15:30Z", "2026-11-22T10:15:30+00:00, 2026-11-22T10:15:30Z",
			"2026-11-22T11:15:30.125+01:00, 2026-11-22T10:15:30.125Z", "1795342530, 2026-11-22T10:15:30Z",
			"1795342530123, 2026-11-22T10:15:30.123Z" })
	void timeShouldBeTakenAsItIs(String value, Instant expected) {
		assertThat(ServerLimitHeaders.reset(value, NOW)).isEqualTo(expected);
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", " ", "garbage", "-1", "-1s", "s", "1x", "1s x", "2026-11-22T25:00:00Z", "12:30", "NaN",
			"inf", "1e3s", ":" })
	void unreadableResetShouldBeUnknown(String value) {
		assertThat(ServerLimitHeaders.reset(value, NOW)).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "5000, 5000", "0, 0", "39000, 39000", "' 7 ', 7", "'1000, 1000;w=1, 60000;w=60', 1000",
			"10;w=60, 10" })
	void countShouldBeTheFirstOfAList(String value, long expected) {
		assertThat(ServerLimitHeaders.count(value)).isEqualTo(expected);
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", "-1", "garbage", "1.5", ";w=1", "99999999999999999999", "unlimited" })
	void unreadableCountShouldBeUnknown(String value) {
		assertThat(ServerLimitHeaders.count(value)).isNull();
	}

	@Test
	void bucketShouldHaveWhatIsKnown() {
		HttpHeaders headers = new HttpHeaders();
		headers.add("LEFT", "-1");
		headers.add("Full", "1s");
		assertThat(new ServerLimitHeaders(headers, NOW).bucket("size", "left", "full"))
			.isEqualTo(new Bucket(null, null, NOW.plusSeconds(1)));
	}

	@Test
	void noHeadersShouldBeOneAndTheSameUnknown() {
		Bucket bucket = new ServerLimitHeaders(HttpHeaders.EMPTY, NOW).bucket("size", "left", "full");
		assertThat(bucket).isSameAs(Bucket.UNKNOWN);
		assertThat(ServerLimitHeaders.limits(bucket, bucket, bucket, bucket)).isSameAs(ServerLimits.UNKNOWN);
	}

}
