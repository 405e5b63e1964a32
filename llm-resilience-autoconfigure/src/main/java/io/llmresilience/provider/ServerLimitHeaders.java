package io.llmresilience.provider;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

import io.llmresilience.ChatEvent.ServerLimits;
import io.llmresilience.ChatEvent.ServerLimits.Bucket;

/**
 * Reads the forms in which providers write their rate limits into response headers. What
 * is negative or cannot be read is unknown. Never throws.
 */
public final class ServerLimitHeaders {

	private static final int LONGEST_COUNT = 18;

	private static final double SECOND = 1e9;

	private static final long EARLIEST_EPOCH_SECOND = 1_000_000_000L;

	private static final long EARLIEST_EPOCH_MILLISECOND = 1_000 * EARLIEST_EPOCH_SECOND;

	private final HttpHeaders headers;

	private final Instant now;

	/**
	 * Create a reader for one response.
	 * @param headers the response's headers
	 * @param now the time to which durations are relative
	 */
	public ServerLimitHeaders(HttpHeaders headers, Instant now) {
		this.headers = headers;
		this.now = now;
	}

	/**
	 * Read one limit.
	 * @param limit the name of the header with the bucket's size
	 * @param remaining the name of the header with what is left
	 * @param reset the name of the header that says when the bucket is full again
	 * @return the limit, {@link Bucket#UNKNOWN} if the headers say nothing
	 */
	public Bucket bucket(String limit, String remaining, String reset) {
		Long size = count(this.headers.getFirst(limit));
		Long left = count(this.headers.getFirst(remaining));
		Instant resetAt = reset(this.headers.getFirst(reset), this.now);
		return (size == null && left == null && resetAt == null) ? Bucket.UNKNOWN : new Bucket(size, left, resetAt);
	}

	/**
	 * Put the limits of one response together.
	 * @param requests requests
	 * @param tokens input and output tokens together
	 * @param inputTokens input tokens
	 * @param outputTokens output tokens
	 * @return the limits, {@link ServerLimits#UNKNOWN} if all are unknown
	 */
	public static ServerLimits limits(Bucket requests, Bucket tokens, Bucket inputTokens, Bucket outputTokens) {
		boolean unknown = requests == Bucket.UNKNOWN && tokens == Bucket.UNKNOWN && inputTokens == Bucket.UNKNOWN
				&& outputTokens == Bucket.UNKNOWN;
		return unknown ? ServerLimits.UNKNOWN : new ServerLimits(requests, tokens, inputTokens, outputTokens);
	}

	static @Nullable Long count(@Nullable String value) {
		if (value == null) {
			return null;
		}
		String first = firstOf(value);
		boolean digits = !first.isEmpty() && first.length() <= LONGEST_COUNT
				&& first.chars().allMatch((c) -> c >= '0' && c <= '9');
		return digits ? Long.valueOf(first) : null;
	}

	static @Nullable Instant reset(@Nullable String value, Instant now) {
		String text = (value != null) ? value.trim() : "";
		if (text.isEmpty()) {
			return null;
		}
		Long number = count(text);
		if (number != null && number >= EARLIEST_EPOCH_SECOND) {
			return (number < EARLIEST_EPOCH_MILLISECOND) ? Instant.ofEpochSecond(number) : Instant.ofEpochMilli(number);
		}
		return (text.indexOf(':') > 0) ? dateTime(text) : after(text, now);
	}

	private static String firstOf(String value) {
		int end = 0;
		while (end < value.length() && value.charAt(end) != ',' && value.charAt(end) != ';') {
			end++;
		}
		return value.substring(0, end).trim();
	}

	private static @Nullable Instant dateTime(String text) {
		try {
			return OffsetDateTime.parse(text).toInstant();
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	private static @Nullable Instant after(String text, Instant now) {
		Duration seconds = HintDuration.number(text, SECOND);
		Duration duration = (seconds != null) ? seconds : HintDuration.whole(text.toLowerCase(Locale.ROOT));
		return (duration != null) ? now.plus(duration) : null;
	}

}
