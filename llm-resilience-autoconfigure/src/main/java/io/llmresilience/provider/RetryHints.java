package io.llmresilience.provider;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.http.HttpHeaders;

/**
 * Finds the server's hint when to come back: in the headers, else in the error itself. A
 * hint that is zero, negative, in the past or unreadable is none. Never throws.
 */
final class RetryHints {

	private static final double MILLISECOND = 1e6;

	private static final double SECOND = 1e9;

	private static final String MILLISECONDS_HEADER = "retry-after-ms";

	private static final List<String> PHRASES = List.of("try again in ", "try again after ", "retry after ",
			"retry in ");

	private final InstantSource clock;

	RetryHints(InstantSource clock) {
		this.clock = clock;
	}

	/**
	 * Find the hint in headers or error.
	 * @param headers the response's headers
	 * @param error the error
	 * @return how long to wait, {@code null} if nothing usable was said
	 */
	@Nullable Duration of(HttpHeaders headers, ProviderError error) {
		Duration hint = of(headers);
		return (hint != null) ? hint : ofBody(ErrorBody.of(error));
	}

	/**
	 * Find the hint in headers only: {@code retry-after-ms} before {@code retry-after}
	 * (RFC 9110, section 10.2.3); of several lines the largest.
	 * @param headers the response's headers
	 * @return how long to wait, {@code null} if nothing usable was said
	 */
	@Nullable Duration of(HttpHeaders headers) {
		Duration hint = largest(headers.getOrEmpty(MILLISECONDS_HEADER), RetryHints::milliseconds);
		if (hint != null) {
			return hint;
		}
		List<String> values = headers.getOrEmpty(HttpHeaders.RETRY_AFTER);
		return values.isEmpty() ? null : largest(values, (value) -> secondsOrDate(value, now(headers)));
	}

	private Instant now(HttpHeaders headers) {
		String date = headers.getFirst(HttpHeaders.DATE);
		Instant now = (date != null) ? HttpDates.parse(date.trim()) : null;
		return (now != null) ? now : this.clock.instant();
	}

	private static @Nullable Duration largest(List<String> values, Function<String, @Nullable Duration> reader) {
		Duration largest = null;
		for (String value : values) {
			Duration hint = (value != null) ? usable(reader.apply(value.trim())) : null;
			if (hint != null && (largest == null || hint.compareTo(largest) > 0)) {
				largest = hint;
			}
		}
		return largest;
	}

	private static @Nullable Duration usable(@Nullable Duration hint) {
		return (hint == null || hint.isNegative() || hint.isZero()) ? null : hint;
	}

	private static @Nullable Duration milliseconds(String value) {
		return HintDuration.number(value, MILLISECOND);
	}

	private static @Nullable Duration secondsOrDate(String value, Instant now) {
		Duration seconds = HintDuration.number(value, SECOND);
		if (seconds != null) {
			return seconds;
		}
		Instant date = HttpDates.parse(value);
		return (date != null) ? HintDuration.atMostLongest(Duration.between(now, date)) : null;
	}

	private @Nullable Duration ofBody(ErrorBody body) {
		Duration hint = ofNestedHeaders(body.error().path("headers"));
		hint = (hint != null) ? hint : ofDetails(body.error().path("details"));
		hint = (hint != null) ? hint : ofText(body.text());
		return usable(hint);
	}

	private @Nullable Duration ofNestedHeaders(JsonNode nested) {
		HttpHeaders headers = new HttpHeaders();
		for (Map.Entry<String, JsonNode> header : nested.properties()) {
			if (header.getValue().isValueNode()) {
				headers.add(header.getKey(), header.getValue().asString(""));
			}
		}
		return headers.isEmpty() ? null : of(headers);
	}

	private static @Nullable Duration ofDetails(JsonNode details) {
		for (JsonNode detail : details) {
			Duration hint = usable(HintDuration.whole(detail.path("retryDelay").asString("")));
			if (hint != null) {
				return hint;
			}
		}
		return null;
	}

	private static @Nullable Duration ofText(String text) {
		for (String phrase : PHRASES) {
			int index = text.indexOf(phrase);
			Duration hint = (index >= 0) ? HintDuration.within(text, index + phrase.length()) : null;
			if (hint != null) {
				return hint;
			}
		}
		return null;
	}

}
