package io.llmresilience.test;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * Writes durations as OpenAI does: {@code 12ms}, {@code 8.64s}, {@code 1m26.4s},
 * {@code 6m0s}, {@code 1h0m3s}; rounded up to milliseconds.
 */
final class GoDuration {

	private GoDuration() {
	}

	static String format(Duration duration) {
		long millis = duration.plusNanos(999_999).toMillis();
		if (millis > 0 && millis < 1000) {
			return millis + "ms";
		}
		long hours = millis / 3_600_000;
		long minutes = millis / 60_000 % 60;
		String seconds = BigDecimal.valueOf(millis % 60_000, 3).stripTrailingZeros().toPlainString() + "s";
		return ((hours > 0) ? hours + "h" : "") + ((hours + minutes > 0) ? minutes + "m" : "") + seconds;
	}

}
