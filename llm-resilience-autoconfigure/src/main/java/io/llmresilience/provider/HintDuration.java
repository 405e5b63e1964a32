package io.llmresilience.provider;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Reads how long to wait from what servers write: Go durations such as {@code 6m0s} or
 * {@code 42m18s451ms}, plain numbers, and words such as {@code 26 seconds}. What is
 * longer than a year becomes a year.
 */
final class HintDuration {

	static final Duration LONGEST = Duration.ofDays(365);

	private static final double SECOND = 1e9;

	private static final Map<String, Double> UNITS = Map.ofEntries(Map.entry("ns", 1.0), Map.entry("us", 1e3),
			Map.entry("\u00b5s", 1e3), Map.entry("\u03bcs", 1e3), Map.entry("ms", 1e6), Map.entry("s", SECOND),
			Map.entry("m", 60 * SECOND), Map.entry("h", 3600 * SECOND), Map.entry("d", 86400 * SECOND),
			Map.entry("millisecond", 1e6), Map.entry("milliseconds", 1e6), Map.entry("sec", SECOND),
			Map.entry("secs", SECOND), Map.entry("second", SECOND), Map.entry("seconds", SECOND),
			Map.entry("min", 60 * SECOND), Map.entry("mins", 60 * SECOND), Map.entry("minute", 60 * SECOND),
			Map.entry("minutes", 60 * SECOND), Map.entry("hour", 3600 * SECOND), Map.entry("hours", 3600 * SECOND),
			Map.entry("day", 86400 * SECOND), Map.entry("days", 86400 * SECOND));

	private final String text;

	private int position;

	private double nanos;

	private boolean found;

	private HintDuration(String text, int position) {
		this.text = text;
		this.position = position;
		while (readTerm()) {
			this.found = true;
		}
	}

	/**
	 * Read a duration that is the whole text.
	 * @param text such as {@code 1m26.4s}
	 * @return the duration, {@code null} if it is none
	 */
	static @Nullable Duration whole(String text) {
		HintDuration duration = new HintDuration(text, 0);
		return (duration.found && duration.position == text.length()) ? ofNanos(duration.nanos) : null;
	}

	/**
	 * Read the duration that stands at a place of a text, whatever follows it.
	 * @param text the text in lower case
	 * @param from where the duration begins
	 * @return the duration, {@code null} if there is none
	 */
	static @Nullable Duration within(String text, int from) {
		HintDuration duration = new HintDuration(text, from);
		return duration.found ? ofNanos(duration.nanos) : null;
	}

	/**
	 * Read a plain number.
	 * @param text digits, perhaps with decimals; no sign, no exponent
	 * @param unitNanos what the number counts, in nanoseconds
	 * @return the duration, {@code null} if it is not a plain number
	 */
	static @Nullable Duration number(String text, double unitNanos) {
		int end = endOfNumber(text, 0);
		return (end > 0 && end == text.length()) ? ofNanos(Double.parseDouble(text) * unitNanos) : null;
	}

	static Duration atMostLongest(Duration duration) {
		return (duration.compareTo(LONGEST) < 0) ? duration : LONGEST;
	}

	private static Duration ofNanos(double nanos) {
		return (nanos < LONGEST.toSeconds() * SECOND) ? Duration.ofNanos(Math.round(nanos)) : LONGEST;
	}

	private boolean readTerm() {
		int start = skipSpaces(this.position);
		int endOfNumber = endOfNumber(this.text, start);
		int startOfUnit = skipSpaces(endOfNumber);
		int endOfUnit = startOfUnit;
		while (endOfUnit < this.text.length() && Character.isLetter(this.text.charAt(endOfUnit))) {
			endOfUnit++;
		}
		Double unit = UNITS.get(this.text.substring(startOfUnit, endOfUnit));
		if (endOfNumber == start || unit == null) {
			return false;
		}
		this.nanos += Double.parseDouble(this.text.substring(start, endOfNumber)) * unit;
		this.position = endOfUnit;
		return true;
	}

	private int skipSpaces(int from) {
		int index = from;
		while (index < this.text.length() && this.text.charAt(index) == ' ') {
			index++;
		}
		return index;
	}

	private static int endOfNumber(String text, int from) {
		int end = endOfDigits(text, from);
		if (end > from && end + 1 < text.length() && text.charAt(end) == '.') {
			int endOfFraction = endOfDigits(text, end + 1);
			return (endOfFraction > end + 1) ? endOfFraction : end;
		}
		return end;
	}

	private static int endOfDigits(String text, int from) {
		int end = from;
		while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
			end++;
		}
		return end;
	}

}
