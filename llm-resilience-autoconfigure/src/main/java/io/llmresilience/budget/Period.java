package io.llmresilience.budget;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * When the spending of a budget begins anew.
 */
sealed interface Period {

	/**
	 * Read a period.
	 * @param text what is configured
	 * @param zone where hours, days and months begin
	 * @param property the property's name but for its last word
	 */
	static Period parse(String text, ZoneId zone, String property) {
		return switch (text) {
			case "hour" -> new Calendar(ChronoUnit.HOURS, zone);
			case "day" -> new Calendar(ChronoUnit.DAYS, zone);
			case "month" -> new Calendar(ChronoUnit.MONTHS, zone);
			default -> new Window(duration(text, property));
		};
	}

	private static Duration duration(String text, String property) {
		try {
			Duration length = DurationFormatterUtils.detectAndParse(text, DurationFormat.Unit.SECONDS);
			if (length.compareTo(Window.SHORTEST) >= 0 && length.compareTo(Window.LONGEST) <= 0) {
				return length;
			}
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			// The message below says all
		}
		throw new IllegalArgumentException(property + "period' is '" + text
				+ "', which is none; write hour, day or month, or a duration from 1s to 366d such as 10m");
	}

	/**
	 * Return the period of a moment.
	 * @param now the moment
	 * @return where it begins and ends; a window of its own length never ends
	 */
	Span at(Instant now);

	/**
	 * Return empty books.
	 */
	Spend begin();

	/**
	 * Return how long spending counts.
	 * @param span the period
	 */
	Duration memory(Span span);

	/**
	 * Return until when a share that was reached is not told again.
	 * @param now the time in milliseconds
	 */
	long quietAfter(long now);

	/**
	 * Hours, days or months of the calendar.
	 *
	 * @param unit which of them
	 * @param zone where they begin
	 */
	record Calendar(ChronoUnit unit, ZoneId zone) implements Period {

		@Override
		public Span at(Instant now) {
			return (this.unit == ChronoUnit.HOURS) ? hour(now) : date(now);
		}

		private Span date(Instant now) {
			LocalDate day = LocalDate.ofInstant(now, this.zone);
			LocalDate first = (this.unit == ChronoUnit.MONTHS) ? day.withDayOfMonth(1) : day;
			return new Span(first.atStartOfDay(this.zone).toInstant(),
					first.plus(1, this.unit).atStartOfDay(this.zone).toInstant());
		}

		/**
		 * Where clocks are put, an hour ends and another one begins.
		 */
		private Span hour(Instant now) {
			ZoneRules rules = this.zone.getRules();
			Instant start = now.atOffset(rules.getOffset(now)).truncatedTo(ChronoUnit.HOURS).toInstant();
			Instant end = start.plus(1, ChronoUnit.HOURS);
			ZoneOffsetTransition before = rules.previousTransition(now.plusNanos(1));
			ZoneOffsetTransition after = rules.nextTransition(now);
			return new Span((before != null && before.getInstant().isAfter(start)) ? before.getInstant() : start,
					(after != null && after.getInstant().isBefore(end)) ? after.getInstant() : end);
		}

		@Override
		public Spend begin() {
			return new Spend.Sum();
		}

		@Override
		public Duration memory(Span span) {
			return Duration.between(span.start(), span.end());
		}

		@Override
		public long quietAfter(long now) {
			return Spend.NEVER;
		}

	}

	/**
	 * Any time of a length.
	 *
	 * @param length the length
	 */
	record Window(Duration length) implements Period {

		static final Duration SHORTEST = Duration.ofSeconds(1);

		static final Duration LONGEST = Duration.ofDays(366);

		@Override
		public Span at(Instant now) {
			return Span.ENDLESS;
		}

		@Override
		public Spend begin() {
			return new Spend.Sliding(this.length.toMillis());
		}

		@Override
		public Duration memory(Span span) {
			long slice = Spend.Sliding.slice(this.length.toMillis());
			return Duration.ofMillis(slice * (Spend.Sliding.SLICES + 1));
		}

		@Override
		public long quietAfter(long now) {
			return now + this.length.toMillis();
		}

	}

	/**
	 * Where a period begins and ends.
	 *
	 * @param start the first moment
	 * @param end the first moment after it
	 */
	record Span(Instant start, Instant end) {

		static final Span ENDLESS = new Span(Instant.EPOCH, Instant.MAX);

		boolean isEndless() {
			return this.end.equals(Instant.MAX);
		}

		/**
		 * Return when it ends, in milliseconds of the epoch.
		 */
		long endMillis() {
			return isEndless() ? Spend.NEVER : this.end.toEpochMilli();
		}

	}

}
