package io.llmresilience.ratelimit;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import io.llmresilience.Usage;
import io.llmresilience.ratelimit.RateLimitSettings.Mode;
import io.llmresilience.ratelimit.RateLimiter.Permit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What many threads do to a {@link LocalRateLimiter} at once.
 */
class LocalRateLimiterStressTests {

	private static final int THREADS = 8;

	private static final int CALLS = 1500;

	private static final int PERMITS = 4;

	private static final long SEED = 20261123;

	private final Scheduler timer = Schedulers.newParallel("limit-test", 2);

	private final AtomicLong frozen = new AtomicLong();

	private final AtomicInteger inFlight = new AtomicInteger();

	private final AtomicInteger most = new AtomicInteger();

	private final AtomicLong charged = new AtomicLong();

	private final Phaser open = new Phaser(1);

	@AfterEach
	void stop() {
		this.timer.dispose();
	}

	@Test
	void whenManyThreadsTakeAndGiveBackShouldKeepTheBooksBalanced() throws InterruptedException {
		RateLimits limits = new RateLimits(null, 1_000_000_000L, null, null, PERMITS);
		RateLimitSettings settings = new RateLimitSettings(Duration.ofMinutes(5), THREADS * CALLS,
				Duration.ofSeconds(60), true, Mode.ENFORCE);
		RateLimiters limiters = new RateLimiters(settings, Map.of("openai", limits), InstantSource.system(),
				this.frozen::get, this.timer, new Random(1));
		List<RateLimiter> routes = List.of(limiters.limiterFor(Limiting.A, TokenCounting.AS_PRODUCED),
				limiters.limiterFor(Limiting.B, TokenCounting.AS_PRODUCED));
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			Random random = new Random(SEED + i);
			threads.add(new Thread(() -> hammer(routes, random)));
		}
		threads.forEach(Thread::start);
		for (Thread thread : threads) {
			thread.join();
		}
		CountDownLatch done = new CountDownLatch(1);
		new Thread(() -> {
			this.open.arriveAndAwaitAdvance();
			done.countDown();
		}).start();
		assertThat(done.await(30, TimeUnit.SECONDS)).as("all calls end").isTrue();
		for (RateLimitSnapshot snapshot : limiters.snapshot()) {
			assertThat(snapshot.inFlight()).isZero();
			assertThat(snapshot.waiting()).isZero();
		}
		assertThat(this.most.get()).isBetween(1, PERMITS);
		assertThat(limiters.snapshot().get(0).quotas().get(0).available())
			.isEqualTo(1_000_000_000L - this.charged.get());
	}

	private void hammer(List<RateLimiter> routes, Random random) {
		for (int i = 0; i < CALLS; i++) {
			this.open.register();
			int fate = random.nextInt(4);
			int used = random.nextInt(100);
			boolean fickle = random.nextInt(5) == 0;
			Disposable call = routes.get(random.nextInt(2))
				.acquire(new Demand(1, 100, 100, false), InstantSource.system().instant(), Duration.ofMinutes(5))
				.doOnNext((permit) -> use(permit, fate, used))
				.doFinally((signal) -> this.open.arriveAndDeregister())
				.subscribe();
			if (fickle) {
				call.dispose();
			}
		}
	}

	private void use(Permit permit, int fate, int used) {
		this.most.accumulateAndGet(this.inFlight.incrementAndGet(), Math::max);
		this.inFlight.decrementAndGet();
		switch (fate) {
			case 0 -> {
				permit.keep();
				this.charged.addAndGet(200);
			}
			case 1 -> {
				permit.settle(new Usage((long) used, (long) used, null, null, null));
				this.charged.addAndGet(2L * used);
			}
			case 2 -> {
				permit.settle(new Usage(500L, 500L, null, null, null));
				this.charged.addAndGet(1000);
			}
			default -> permit.refund();
		}
		permit.keep();
		permit.refund();
	}

}
