package io.llmresilience.test;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Chooses the reply for each arrival. The first that has one wins: every n-th, when, the
 * queue, during, sometimes, always. Guarded by its monitor.
 */
final class Script {

	private final Reply defaultReply;

	private final long seed;

	private final InstantSource clock;

	private final List<EveryNth> everyNth = new ArrayList<>();

	private final List<Rule> when = new ArrayList<>();

	private final Deque<Reply> queue = new ArrayDeque<>();

	private final List<Rule> during = new ArrayList<>();

	private final List<Sometimes> sometimes = new ArrayList<>();

	private Reply always;

	private Random random;

	Script(Reply defaultReply, long seed, InstantSource clock) {
		this.defaultReply = defaultReply;
		this.always = defaultReply;
		this.seed = seed;
		this.random = new Random(seed);
		this.clock = clock;
	}

	synchronized Reply next(ReceivedRequest request) {
		Reply reply = nextOfEveryNth();
		Reply byChance = nextOfSometimes();
		if (reply == null) {
			reply = firstOf(this.when, request);
		}
		if (reply == null) {
			reply = this.queue.pollFirst();
		}
		if (reply == null) {
			reply = firstOf(this.during, request);
		}
		if (reply == null) {
			reply = byChance;
		}
		return (reply != null) ? reply : this.always;
	}

	private @Nullable Reply nextOfEveryNth() {
		Reply reply = null;
		for (EveryNth rule : this.everyNth) {
			Reply due = rule.next();
			reply = (reply != null) ? reply : due;
		}
		return reply;
	}

	/**
	 * Draws for every arrival, used or not, so that the chances of one do not depend on
	 * the rules that came before it.
	 */
	private @Nullable Reply nextOfSometimes() {
		Reply reply = null;
		for (Sometimes rule : this.sometimes) {
			boolean hit = this.random.nextDouble() < rule.probability();
			reply = (reply == null && hit) ? rule.reply() : reply;
		}
		return reply;
	}

	private static @Nullable Reply firstOf(List<Rule> rules, ReceivedRequest request) {
		for (Rule rule : rules) {
			if (rule.condition().test(request)) {
				return rule.reply();
			}
		}
		return null;
	}

	synchronized void enqueue(Reply... replies) {
		this.queue.addAll(List.of(replies));
	}

	synchronized void always(Reply reply) {
		this.always = reply;
	}

	synchronized void everyNth(int n, Reply... inTurn) {
		this.everyNth.add(new EveryNth(n, List.of(inTurn)));
	}

	synchronized void sometimes(double probability, Reply reply) {
		if (!(probability >= 0 && probability <= 1)) {
			throw new IllegalArgumentException("'probability' was %s but must be from 0 to 1".formatted(probability));
		}
		this.sometimes.add(new Sometimes(probability, reply));
	}

	synchronized void when(Predicate<ReceivedRequest> condition, Reply reply) {
		this.when.add(new Rule(condition, reply));
	}

	synchronized void during(Duration from, Duration to, Reply reply) {
		Instant now = this.clock.instant();
		Instant start = now.plus(from);
		Instant end = now.plus(to);
		this.during.add(new Rule((request) -> !request.arrivedAt().isBefore(start) && request.arrivedAt().isBefore(end),
				reply));
	}

	synchronized void reset() {
		this.everyNth.clear();
		this.when.clear();
		this.queue.clear();
		this.during.clear();
		this.sometimes.clear();
		this.always = this.defaultReply;
		this.random = new Random(this.seed);
	}

	private record Rule(Predicate<ReceivedRequest> condition, Reply reply) {

	}

	private record Sometimes(double probability, Reply reply) {

	}

	private static final class EveryNth {

		private final int n;

		private final List<Reply> inTurn;

		private long arrivals;

		EveryNth(int n, List<Reply> inTurn) {
			this.n = Check.positive("n", n);
			this.inTurn = inTurn;
			if (inTurn.isEmpty()) {
				throw new IllegalArgumentException("'inTurn' was empty but must have at least one reply");
			}
		}

		@Nullable Reply next() {
			this.arrivals++;
			if (this.arrivals % this.n != 0) {
				return null;
			}
			return this.inTurn.get((int) ((this.arrivals / this.n - 1) % this.inTurn.size()));
		}

	}

}
