package io.llmresilience.budget;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.llmresilience.BudgetUnit;
import io.llmresilience.budget.BudgetSettings.Action;
import io.llmresilience.budget.Period.Span;
import io.llmresilience.budget.Spending.Call;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Period}, and for what its borders do to calls.
 */
class PeriodTests {

	@ParameterizedTest
	@CsvSource({ "hour, UTC, 2026-11-26T11:30:00Z, 2026-11-26T11:00:00Z, 2026-11-26T12:00:00Z",
			"hour, UTC, 2026-11-26T11:00:00Z, 2026-11-26T11:00:00Z, 2026-11-26T12:00:00Z",
			"hour, Asia/Kolkata, 2026-11-26T11:10:00Z, 2026-11-26T10:30:00Z, 2026-11-26T11:30:00Z",
			"hour, Europe/Berlin, 2026-10-25T00:30:00Z, 2026-10-25T00:00:00Z, 2026-10-25T01:00:00Z",
			"hour, Europe/Berlin, 2026-10-25T01:30:00Z, 2026-10-25T01:00:00Z, 2026-10-25T02:00:00Z",
			"hour, Europe/Berlin, 2026-03-29T01:00:00Z, 2026-03-29T01:00:00Z, 2026-03-29T02:00:00Z",
			"hour, Australia/Lord_Howe, 2026-04-04T15:10:00Z, 2026-04-04T15:00:00Z, 2026-04-04T15:30:00Z",
			"day, UTC, 2026-11-26T23:59:59.999Z, 2026-11-26T00:00:00Z, 2026-11-27T00:00:00Z",
			"day, America/New_York, 2026-11-26T04:59:59Z, 2026-11-25T05:00:00Z, 2026-11-26T05:00:00Z",
			"day, Europe/Berlin, 2026-03-29T12:00:00Z, 2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z",
			"day, Europe/Berlin, 2026-10-25T12:00:00Z, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z",
			"day, America/Havana, 2026-11-01T05:30:00Z, 2026-11-01T04:00:00Z, 2026-11-02T05:00:00Z",
			"day, Pacific/Apia, 2011-12-29T12:00:00Z, 2011-12-29T10:00:00Z, 2011-12-30T10:00:00Z",
			"month, UTC, 2026-02-28T23:00:00Z, 2026-02-01T00:00:00Z, 2026-03-01T00:00:00Z",
			"month, Asia/Tokyo, 2026-11-30T15:00:00Z, 2026-11-30T15:00:00Z, 2026-12-31T15:00:00Z",
			"month, Europe/Berlin, 2026-03-31T00:00:00Z, 2026-02-28T23:00:00Z, 2026-03-31T22:00:00Z" })
	void periodShouldBeginAndEndInItsZone(String period, ZoneId zone, Instant now, Instant start, Instant end) {
		assertThat(Period.parse(period, zone, "").at(now)).isEqualTo(new Span(start, end));
	}

	/**
	 * Every zone there is, in steps of less than an hour around every change of its
	 * clocks since 2015.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "hour", "day", "month" })
	void periodsShouldFollowEachOtherWithoutGap(String text) {
		Instant end = Instant.parse("2027-01-01T00:00:00Z");
		for (String id : new TreeSet<>(ZoneId.getAvailableZoneIds())) {
			ZoneId zone = ZoneId.of(id);
			Period period = Period.parse(text, zone, "");
			ZoneOffsetTransition change = zone.getRules().nextTransition(Instant.parse("2015-01-01T00:00:00Z"));
			while (change != null && change.getInstant().isBefore(end)) {
				Instant first = change.getInstant().minus(Duration.ofHours(30));
				assertNoGaps(period, id, first, first.plus(Duration.ofHours(60)));
				change = zone.getRules().nextTransition(change.getInstant());
			}
		}
	}

	private static void assertNoGaps(Period period, String zone, Instant from, Instant to) {
		Span before = period.at(from);
		for (Instant now = from; now.isBefore(to); now = now.plus(Duration.ofMinutes(7))) {
			Span span = period.at(now);
			assertThat(span.start()).as("%s in %s", now, zone).isBeforeOrEqualTo(now);
			assertThat(span.end()).as("%s in %s", now, zone).isAfter(now);
			if (!span.equals(before)) {
				assertThat(span.start()).as("%s in %s", now, zone).isEqualTo(before.end());
			}
			before = span;
		}
	}

	@ParameterizedTest
	@CsvSource({ "10m, 600", "90, 90", "1h30m, 5400", "PT5M, 300", "366d, 31622400", "1s, 1" })
	void durationShouldBeAWindow(String text, long seconds) {
		assertThat(Period.parse(text, ZoneOffset.UTC, "")).isEqualTo(new Period.Window(Duration.ofSeconds(seconds)));
	}

	@Test
	void spendingShouldBeginAnewAtTheBorder() {
		Spending spending = new Spending(Spending.limits().usd("daily", "1", "day"));
		spending.passUntil("2026-11-26T23:59:59.999Z");
		spending.spend("0.9");
		assertThat(spending.call("0.2").held()).isFalse();
		spending.pass(Duration.ofMillis(1));
		assertThat(spending.settled()).isEqualTo("0");
		assertThat(spending.call("0.2").held()).isTrue();
		assertThat(spending.snapshot().start()).isEqualTo("2026-11-27T00:00:00Z");
		assertThat(spending.snapshot().resetsAt()).isEqualTo("2026-11-28T00:00:00Z");
	}

	@Test
	void aCallShouldBelongToThePeriodInWhichItWasReserved() {
		Spending spending = new Spending(Spending.limits().usd("daily", "1", "day"));
		spending.passUntil("2026-11-26T23:59:59Z");
		Call call = spending.call("0.9");
		spending.pass(Duration.ofSeconds(2));
		assertThat(spending.call("0.9").held()).isTrue();
		call.settle("0.8");
		assertThat(spending.settled()).isEqualTo("0");
		assertThat(spending.reserved()).isEqualTo("0.9");
	}

	@Test
	void aWaitingCallShouldGoWhenThePeriodEnds() {
		Spending spending = new Spending(Spending.limits().usd("daily", "1", "day"));
		spending.passUntil("2026-11-26T23:59:59.700Z");
		spending.call("0.9");
		Call waiting = spending.call("0.9");
		spending.pass(Duration.ofMillis(299));
		assertThat(waiting.waits()).isTrue();
		spending.pass(Duration.ofMillis(1));
		assertThat(waiting.held()).isTrue();
		assertThat(spending.timer.tasksLeft()).isZero();
	}

	@Test
	void budgetsOfSeveralZonesShouldBeginAnewAtTheirOwnTime() {
		Spending spending = new Spending(
				Spending.limits().add("berlin", limit(ZoneId.of("Europe/Berlin"))).add("general", limit(null)));
		spending.passUntil("2026-03-28T22:59:00Z");
		spending.spend("1");
		spending.passUntil("2026-03-28T23:00:00Z");
		assertThat(settled(spending, "berlin")).isEqualTo("0");
		assertThat(settled(spending, "general")).isEqualTo("1");
		spending.spend("0");
		spending.passUntil("2026-03-29T21:59:59Z");
		assertThat(spending.snapshot("berlin", null).resetsAt()).isEqualTo("2026-03-29T22:00:00Z");
		assertThat(settled(spending, "general")).isEqualTo("0");
	}

	private static String settled(Spending spending, String name) {
		return Spending.text(spending.snapshot(name, null).figures().settled());
	}

	private static BudgetSettings.Limit limit(@Nullable ZoneId zone) {
		return new BudgetSettings.Limit(BigDecimal.ONE, BudgetUnit.USD, "day", "all", Action.REJECT, List.of(), zone);
	}

	@Test
	void runawayGuardShouldStopALoopAndLetItGoOnLater() {
		Spending spending = new Spending(Spending.limits().usd("runaway", "5", "10m"));
		spending.passUntil("2026-11-26T11:00:00Z");
		for (int i = 0; i < 5; i++) {
			spending.spend("1");
			spending.pass(Duration.ofSeconds(30));
		}
		Call refused = spending.call("1");
		assertThat(refused.refusal().shortage().resetsAt()).isEqualTo("2026-11-26T11:10:10Z");
		spending.passUntil("2026-11-26T11:10:09.999Z");
		assertThat(spending.call("1").held()).isFalse();
		spending.passUntil("2026-11-26T11:10:10Z");
		assertThat(spending.call("1").held()).isTrue();
		assertThat(spending.snapshot().resetsAt()).isNull();
	}

	@Test
	void inNoWindowShouldMoreThanTheLimitBeAdmitted() {
		Spending spending = new Spending(Spending.limits().usd("runaway", "5", "10m"));
		Random random = new Random(7);
		Deque<Instant> admitted = new ArrayDeque<>();
		for (int i = 0; i < 20_000; i++) {
			spending.pass(Duration.ofMillis(random.nextInt(4000)));
			Call call = spending.call(Spending.ROUTE, Map.of(), Spending.bill("0.1", 0));
			if (call.held()) {
				call.keep();
				admitted.add(spending.timer.instant());
			}
			while (!admitted.isEmpty()
					&& !admitted.peek().isAfter(spending.timer.instant().minus(Duration.ofMinutes(10)))) {
				admitted.remove();
			}
			assertThat(admitted).as("seed 7, step %s", i).hasSizeLessThanOrEqualTo(50);
		}
		assertThat(admitted).as("it is used, too").hasSizeGreaterThan(40);
	}

	@Test
	void aDayShouldBeItsLocalLength() {
		Span span = Period.parse("day", ZoneId.of("Europe/Berlin"), "")
			.at(LocalDate.of(2026, 10, 25).atTime(12, 0).toInstant(ZoneOffset.UTC));
		assertThat(Duration.between(span.start(), span.end())).isEqualTo(Duration.ofHours(25));
	}

}
