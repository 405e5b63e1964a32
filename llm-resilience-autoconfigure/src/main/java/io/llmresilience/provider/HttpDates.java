package io.llmresilience.provider;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Reads dates in the three forms of RFC 9110, section 5.6.7. A weekday that does not
 * belong to the date makes it unreadable.
 */
final class HttpDates {

	private static final List<DateTimeFormatter> FORMATS = List.of(format("EEE, dd MMM uuuu HH:mm:ss 'GMT'"),
			format("EEEE, dd-MMM-uu HH:mm:ss 'GMT'"), format("EEE MMM ppd HH:mm:ss uuuu"));

	private HttpDates() {
	}

	static @Nullable Instant parse(String text) {
		for (DateTimeFormatter format : FORMATS) {
			try {
				return format.parse(text, Instant::from);
			}
			catch (DateTimeParseException ex) {
				continue;
			}
		}
		return null;
	}

	private static DateTimeFormatter format(String pattern) {
		return new DateTimeFormatterBuilder().parseCaseInsensitive()
			.appendPattern(pattern)
			.toFormatter(Locale.US)
			.withZone(ZoneOffset.UTC);
	}

}
