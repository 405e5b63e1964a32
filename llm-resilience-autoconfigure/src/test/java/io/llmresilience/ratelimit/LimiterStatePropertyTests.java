package io.llmresilience.ratelimit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.llmresilience.ratelimit.LimiterState.Booking;
import io.llmresilience.ratelimit.Verdict.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rules that hold for {@link LimiterState} whatever happens.
 */
class LimiterStatePropertyTests {

	private static final long SECOND = 1_000_000_000L;

	private static final long MINUTE = 60 * SECOND;

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 })
	void neverAdmitsMoreThanTheLimitAndOneBurstInAnyMinute(long seed) {
		Random random = new Random(seed);
		long limit = 10 + random.nextInt(5000);
		long largest = 1 + random.nextLong(limit);
		LimiterState state = LimiterStateTests.state(new RateLimits(null, limit, null, null, null), RateLimits.NONE);
		Deque<long[]> window = new ArrayDeque<>();
		long admitted = 0;
		long now = 0;
		for (int i = 0; i < 20_000; i++) {
			now += random.nextLong(SECOND / 5);
			Demand demand = Demand.of(random.nextLong(largest) + 1, 0);
			Verdict verdict = state.decide(new Ask(0, demand, now, 0), 0, now);
			state = verdict.next();
			if (verdict.answer() == Answer.ADMITTED) {
				window.add(new long[] { now, demand.inputTokens() });
				admitted += demand.inputTokens();
			}
			while (!window.isEmpty() && window.peek()[0] <= now - MINUTE) {
				admitted -= window.poll()[1];
			}
			assertThat(admitted).as("seed %s", seed).isLessThanOrEqualTo(limit + Math.max(limit / 12, largest) + 1);
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 11, 12, 13, 14, 15 })
	void settlingEarlyOrLateNeverAdmitsMoreThanWasUsed(long seed) {
		Random random = new Random(seed);
		long limit = 6000;
		LimiterState state = LimiterStateTests.state(new RateLimits(null, limit, null, null, null), RateLimits.NONE);
		List<Booking> open = new ArrayList<>();
		Deque<long[]> window = new ArrayDeque<>();
		long used = 0;
		long now = 0;
		for (int i = 0; i < 20_000; i++) {
			now += random.nextLong(SECOND / 3);
			Demand demand = Demand.of(300, 0);
			Verdict verdict = state.decide(new Ask(0, demand, now, 0), 0, now);
			state = verdict.next();
			if (verdict.answer() == Answer.ADMITTED) {
				open.add(new Booking(0, demand, now, state.routes()[0]));
				window.add(new long[] { now, 100 });
				used += 100;
			}
			if (!open.isEmpty() && random.nextInt(3) == 0) {
				state = state.settle(open.remove(random.nextInt(open.size())), Demand.of(100, 0), now);
			}
			while (window.peek()[0] <= now - MINUTE) {
				used -= window.poll()[1];
			}
			assertThat(used).as("seed %s", seed).isLessThanOrEqualTo(limit + limit / 12 + 300);
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 21, 22, 23, 24, 25 })
	void refundingEverythingLeavesTheBooksAsTheyWere(long seed) {
		Random random = new Random(seed);
		RateLimits limits = new RateLimits(100_000L, 10_000_000L, 9_000_000L, 8_000_000L, null);
		LimiterState start = LimiterStateTests.state(limits, limits);
		LimiterState state = start.take(0, Demand.of(1, 1), 0);
		Booking first = new Booking(0, Demand.of(1, 1), 0, state.routes()[0]);
		LimiterState before = state;
		List<Booking> bookings = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			Demand demand = Demand.of(random.nextInt(1000), random.nextInt(1000));
			state = LimiterStateTests.admit(state, demand, 0);
			bookings.add(new Booking(0, demand, 0, state.routes()[0]));
		}
		while (!bookings.isEmpty()) {
			state = state.settle(bookings.remove(random.nextInt(bookings.size())), Demand.NONE, 1);
		}
		assertThat(state.provider()).as("seed %s", seed).isEqualTo(before.provider());
		assertThat(state.settle(first, Demand.NONE, 1).provider()).as("seed %s", seed).isEqualTo(start.provider());
	}

	@ParameterizedTest
	@ValueSource(longs = { 31, 32, 33, 34, 35 })
	void askingOftenLosesNoFractions(long seed) {
		Random random = new Random(seed);
		long limit = 1 + random.nextInt(50);
		LimiterState state = LimiterStateTests.state(new RateLimits(limit, null, null, null, null), RateLimits.NONE);
		long admitted = 0;
		for (long now = 0; now <= 10 * MINUTE; now += SECOND / 1000 * (1 + random.nextInt(20))) {
			Verdict verdict = state.decide(new Ask(0, Demand.of(0, 0), now, 0), 0, now);
			state = verdict.next();
			admitted += (verdict.answer() == Answer.ADMITTED) ? 1 : 0;
		}
		assertThat(admitted).as("seed %s", seed).isBetween(10 * limit * 99 / 100, 10 * limit + limit / 12 + 1);
	}

	@ParameterizedTest
	@ValueSource(longs = { 41, 42, 43, 44, 45 })
	void refusalsLeaveEverythingAsItWas(long seed) {
		Random random = new Random(seed);
		LimiterState state = LimiterStateTests.state(new RateLimits(60L, 6000L, null, 600L, 5),
				new RateLimits(30L, null, 4000L, null, 3));
		int refused = 0;
		for (int i = 0; i < 1000; i++) {
			Demand demand = Demand.of(random.nextInt(500), random.nextInt(100));
			Verdict verdict = state.decide(new Ask(0, demand, 0, 0), 0, i * SECOND / 50);
			if (verdict.answer() != Answer.ADMITTED) {
				assertThat(verdict.next()).as("seed %s", seed).isSameAs(state);
				refused++;
			}
			state = verdict.next();
		}
		assertThat(refused).as("seed %s", seed).isGreaterThan(900);
	}

	@ParameterizedTest
	@ValueSource(longs = { 51, 52, 53, 54, 55 })
	void debtIsWorkedOffBeforeAnythingElseGoes(long seed) {
		Random random = new Random(seed);
		LimiterState state = LimiterStateTests.state(new RateLimits(null, 60_000L, null, null, null), RateLimits.NONE);
		Demand reserved = Demand.of(100, 0);
		state = LimiterStateTests.admit(state, reserved, 0);
		long actual = 6_000 + random.nextInt(100_000);
		state = state.settle(new Booking(0, reserved, 0, state.routes()[0]), Demand.of(actual, 0), 0);
		long wait = state.waitFor(0, Demand.of(1, 0), 0);
		assertThat(wait).as("seed %s", seed).isEqualTo((actual + 1 - 5000) * SECOND / 1000);
		assertThat(state.waitFor(0, Demand.of(1, 0), wait - 1)).as("seed %s", seed).isPositive();
		assertThat(state.waitFor(0, Demand.of(1, 0), wait)).as("seed %s", seed).isZero();
	}

	@ParameterizedTest
	@ValueSource(longs = { 100, 20, 1 })
	void ofFiftyAtOnceOnlyThoseGoThatTheLimitCovers(long estimate) {
		LimiterState state = LimiterStateTests.state(new RateLimits(null, 100L, null, null, null), RateLimits.NONE);
		long tokens = 0;
		for (int i = 0; i < 50; i++) {
			Verdict verdict = state.decide(new Ask(0, Demand.of(estimate, 0), 0, 0), 0, 0);
			state = verdict.next();
			tokens += (verdict.answer() == Answer.ADMITTED) ? estimate : 0;
		}
		assertThat(tokens).isBetween(1L, 100L);
	}

}
