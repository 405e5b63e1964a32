package io.llmresilience.budget;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import io.llmresilience.BudgetExceededException;
import io.llmresilience.BudgetExceededException.Shortage;
import io.llmresilience.BudgetUnit;
import io.llmresilience.ChatCall;
import io.llmresilience.ChatCall.Wire;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatRequest;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException.Sent;
import io.llmresilience.ProviderException;
import io.llmresilience.TestCalls;
import io.llmresilience.budget.BudgetSettings.Action;
import io.llmresilience.budget.BudgetSettings.Limit;
import io.llmresilience.budget.BudgetStore.Account;
import io.llmresilience.budget.BudgetStore.Claim;
import io.llmresilience.budget.BudgetStore.Lease;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What 200 callers at once do to three budgets: calls of random size that answer, fail,
 * break off, hang until the caller leaves, or are refused.
 */
class BudgetStressTests {

	private static final int CALLERS = 200;

	private static final int RUNS = 50;

	private static final BigDecimal LIMIT = BigDecimal.ONE;

	private static final BigDecimal LEAST = new BigDecimal("0.95");

	private static final Scheduler timer = Schedulers.newParallel("budget-stress", 4);

	@AfterAll
	static void stop() {
		timer.dispose();
	}

	static List<Integer> seeds() {
		List<Integer> seeds = new ArrayList<>();
		for (int i = 0; i < RUNS; i++) {
			seeds.add(20261126 + i);
		}
		return seeds;
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void whenManySpendAtOnceShouldNeverOvershootAndBalanceToTheLastDigit(int seed) throws InterruptedException {
		assertHolds(new Run(seed, BudgetStore.inMemory()), seed);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4, 5 })
	void whenTheStoreLendsBlocksLateShouldHoldToo(int seed) throws InterruptedException {
		Random delays = new Random(seed);
		BudgetStore lending = (account, claim) -> Mono.delay(Duration.ofNanos(delays.nextInt(2_000_000)), timer)
			.map((tick) -> lend(account, claim));
		assertHolds(new Run(seed, lending), seed);
	}

	private static Lease lend(Account account, Claim claim) {
		long block = account.limit() / 10;
		long wanted = (claim.wanted() + block) / block * block;
		return new Lease(Math.min(wanted, account.limit()), 0, Duration.ofHours(1));
	}

	private static void assertHolds(Run run, int seed) throws InterruptedException {
		run.start();
		assertThat(run.over.await(60, TimeUnit.SECONDS)).as("all callers end, seed %s", seed).isTrue();
		assertThat(run.unexpected).as("seed %s", seed).isEmpty();
		assertThat(run.most.get()).as("most settled and reserved, seed %s", seed).isLessThanOrEqualTo(LIMIT);
		assertThat(run.refusals).as("refusals, seed %s", seed).isNotEmpty();
		for (Shortage refusal : run.refusals) {
			assertThat(refusal.spent().add(refusal.reserved())).as("%s at a refusal, seed %s", refusal.budget(), seed)
				.isGreaterThanOrEqualTo(LEAST.multiply(refusal.limit()));
		}
		BudgetSnapshot daily = run.snapshot("daily");
		assertThat(daily.figures().settled()).as("settled, seed %s", seed)
			.isEqualByComparingTo(run.recorded.get())
			.isBetween(new BigDecimal("0.5"), LIMIT);
		assertThat(run.budgets.snapshot()).as("seed %s", seed).allSatisfy((snapshot) -> {
			assertThat(snapshot.figures().reserved()).isEqualByComparingTo("0");
			assertThat(snapshot.waiting()).isZero();
		});
		assertThat(run.ofLabels()).as("all tenants, seed %s", seed).isEqualByComparingTo(daily.figures().settled());
	}

	/**
	 * Every caller makes one call after the other until one is refused.
	 */
	private static final class Run {

		private final int seed;

		private final CountDownLatch over = new CountDownLatch(CALLERS);

		private final Queue<Shortage> refusals = new ConcurrentLinkedQueue<>();

		private final Queue<Throwable> unexpected = new ConcurrentLinkedQueue<>();

		private final AtomicReference<BigDecimal> recorded = new AtomicReference<>(BigDecimal.ZERO);

		private final AtomicReference<BigDecimal> most = new AtomicReference<>(BigDecimal.ZERO);

		private final AtomicInteger watch = new AtomicInteger();

		private final Budgets budgets;

		private final BudgetFilter filter;

		private Run(int seed, BudgetStore store) {
			this.seed = seed;
			BudgetSettings settings = Spending.limits()
				.add("daily", limit(LIMIT, BudgetUnit.USD, "day", "all"))
				.add("runaway", limit(new BigDecimal("1000000"), BudgetUnit.TOKENS, "10m", "all"))
				.add("tenant", limit(LIMIT, BudgetUnit.USD, "month", "label:tenant"))
				.settings();
			this.budgets = new Budgets(settings, store, InstantSource.system(), timer, (alert) -> {
			});
			this.filter = new BudgetFilter(this.budgets, Priced.MODEL, Priced.PRICES, Priced.ESTIMATOR);
		}

		private static Limit limit(BigDecimal limit, BudgetUnit unit, String period, String scope) {
			return new Limit(limit, unit, period, scope, Action.REJECT, List.of(), null);
		}

		private void start() {
			for (int i = 0; i < CALLERS; i++) {
				Random random = new Random(this.seed * 1000L + i);
				timer.schedule(() -> next(random));
			}
		}

		private void next(Random random) {
			Fate fate = Fate.values()[random.nextInt(Fate.values().length)];
			long output = 1 + random.nextInt(400);
			int maxTokens = (int) output + random.nextInt((int) (401 - output));
			long input = random.nextInt((int) Priced.INPUT + 1);
			ChatRequest request = ChatRequest.builder()
				.user("Why?")
				.maxTokens(maxTokens)
				.label("tenant", "tenant-" + random.nextInt(3))
				.build();
			ChatCall call = Priced.call(request, (fate == Fate.LEFT_WHOLE) ? Wire.WHOLE : Wire.STREAMED);
			Duration delay = Duration.ofNanos(random.nextInt(3_000_000));
			Sizes sizes = new Sizes(input, output, maxTokens);
			Flux<ChatEvent> events = this.filter.filter(call, (sent) -> record(fate, sizes, delay))
				.doOnNext((event) -> sample());
			fate.consume(events, sizes, random).doFinally((signal) -> sample()).subscribe((event) -> {
			}, (failure) -> failed(failure, random), () -> timer.schedule(() -> next(random)));
		}

		private void failed(Throwable failure, Random random) {
			if (failure instanceof BudgetExceededException refusal) {
				this.refusals.add(refusal.shortage());
				this.over.countDown();
			}
			else {
				if (!(failure instanceof ProviderException)) {
					this.unexpected.add(failure);
				}
				timer.schedule(() -> next(random));
			}
		}

		/**
		 * What the provider does, and the bill that it writes.
		 */
		private Flux<ChatEvent> record(Fate fate, Sizes sizes, Duration delay) {
			return Mono.delay(delay, timer)
				.thenMany(Flux.defer(() -> fate.provide(sizes)))
				.doOnSubscribe((subscription) -> this.recorded.accumulateAndGet(fate.cost(sizes), BigDecimal::add));
		}

		private void sample() {
			if (this.watch.incrementAndGet() % 7 == 0) {
				BudgetSnapshot.Figures figures = snapshot("daily").figures();
				this.most.accumulateAndGet(figures.settled().add(figures.reserved()), BigDecimal::max);
			}
		}

		private BudgetSnapshot snapshot(String name) {
			return this.budgets.snapshot()
				.stream()
				.filter((snapshot) -> snapshot.name().equals(name))
				.findFirst()
				.orElseThrow();
		}

		private BigDecimal ofLabels() {
			return this.budgets.snapshot()
				.stream()
				.filter((snapshot) -> snapshot.label() != null)
				.map((snapshot) -> snapshot.figures().settled())
				.reduce(BigDecimal.ZERO, BigDecimal::add);
		}

	}

	private record Sizes(long input, long output, int maxTokens) {

	}

	/**
	 * What becomes of a call that was sent, and what it costs.
	 */
	private enum Fate {

		ANSWERED {

			@Override
			Flux<ChatEvent> provide(Sizes sizes) {
				return Flux.just(Priced.started(sizes.input()), Priced.completed(sizes.input(), sizes.output()));
			}

			@Override
			BigDecimal cost(Sizes sizes) {
				return Priced.cost(sizes.input(), sizes.output());
			}

		},

		REFUSED {

			@Override
			Flux<ChatEvent> provide(Sizes sizes) {
				return Flux.error(ProviderException.of(FailureKind.SERVER_ERROR, Priced.ROUTE).status(500).build());
			}

			@Override
			BigDecimal cost(Sizes sizes) {
				return BigDecimal.ZERO;
			}

		},

		UNSENT {

			@Override
			Flux<ChatEvent> provide(Sizes sizes) {
				return Flux.error(ProviderException.of(FailureKind.CONNECTION, Priced.ROUTE).sent(Sent.NO).build());
			}

			@Override
			BigDecimal cost(Sizes sizes) {
				return BigDecimal.ZERO;
			}

		},

		BROKEN {

			@Override
			Flux<ChatEvent> provide(Sizes sizes) {
				return Flux.concat(content(sizes),
						Flux.error(ProviderException.of(FailureKind.INTERRUPTED, Priced.ROUTE).status(200).build()));
			}

			@Override
			BigDecimal cost(Sizes sizes) {
				return Priced.cost(sizes.input(), sizes.output());
			}

		},

		LEFT_IN_THE_MIDDLE {

			@Override
			Flux<ChatEvent> provide(Sizes sizes) {
				return Flux.concat(content(sizes), Flux.never());
			}

			@Override
			Flux<ChatEvent> consume(Flux<ChatEvent> events, Sizes sizes, Random random) {
				return events.takeUntil(ChatEvent::isContent);
			}

			@Override
			BigDecimal cost(Sizes sizes) {
				return Priced.cost(sizes.input(), sizes.output());
			}

		},

		LEFT_WHOLE {

			@Override
			Flux<ChatEvent> provide(Sizes sizes) {
				return Flux.never();
			}

			@Override
			Flux<ChatEvent> consume(Flux<ChatEvent> events, Sizes sizes, Random random) {
				Duration patience = Duration.ofNanos(random.nextInt(4_000_000));
				return events.takeUntilOther(Mono.delay(patience, timer));
			}

			@Override
			BigDecimal cost(Sizes sizes) {
				return Priced.cost(Priced.INPUT, sizes.maxTokens());
			}

		};

		abstract Flux<ChatEvent> provide(Sizes sizes);

		abstract BigDecimal cost(Sizes sizes);

		Flux<ChatEvent> consume(Flux<ChatEvent> events, Sizes sizes, Random random) {
			return events;
		}

		private static Flux<ChatEvent> content(Sizes sizes) {
			return Flux.just(Priced.started(sizes.input()), TestCalls.text("x".repeat((int) sizes.output() * 4)));
		}

	}

}
