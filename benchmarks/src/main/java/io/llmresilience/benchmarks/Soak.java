package io.llmresilience.benchmarks;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.context.ConfigurableApplicationContext;

import io.llmresilience.ChatEvent;
import io.llmresilience.ChatRequest;
import io.llmresilience.ChatService;
import io.llmresilience.LlmException;

/**
 * Whole and streamed calls to a provider that resets, cuts, stalls and lies, some of them
 * cancelled half way: shows the heap while they run and what is left behind. Buffers that
 * leak are reported by Netty on standard error.
 */
public final class Soak {

	private static final int CALLERS = 64;

	private static final int REPORTS = 6;

	private final ChatService chat;

	private final SplittableRandom random = new SplittableRandom(42);

	private final Map<String, LongAdder> endings = new ConcurrentHashMap<>();

	private Soak(ChatService chat) {
		this.chat = chat;
	}

	/**
	 * Runs the soak, with circuits that stay closed so that calls reach the provider.
	 * @param args seconds, 60 if not given
	 */
	public static void main(String[] args) {
		Duration part = Duration.ofSeconds((args.length > 0) ? Long.parseLong(args[0]) : 60).dividedBy(REPORTS);
		try (ChildProcess provider = ChildProcess.start(ProviderProcess.class, List.of("-Xmx512m"), "faulty");
				ConfigurableApplicationContext context = Clients.start(provider.firstLine(),
						Map.of("observation.log-success", "false", "observation.log-failure", "false",
								"retry.initial-interval", "5ms", "timeout.first-token", "1s", "timeout.idle", "1s",
								"timeout.attempt", "3s", "chat.timeout", "5s", "circuit-breaker.window", "10000",
								"circuit-breaker.minimum-calls", "10000", "circuit-breaker.failure-rate", "1"))) {
			Soak soak = new Soak(context.getBean(ChatService.class));
			for (int i = 0; i < REPORTS; i++) {
				soak.run(part);
				System.out.printf("%s calls ended, heap after collection %d KB, open at the provider: %s of %s%n",
						soak.total(), heap(), provider.ask("open"), provider.ask("arrivals"));
			}
			System.out.println(new TreeMap<>(soak.endings));
			Mono.delay(Duration.ofSeconds(6)).block();
			System.out.printf("at rest: heap %d KB, open at the provider: %s%n", heap(), provider.ask("open"));
		}
		System.exit(0);
	}

	private void run(Duration duration) {
		long end = System.nanoTime() + duration.toNanos();
		Flux.range(0, CALLERS)
			.flatMap((caller) -> Mono.defer(this::call).repeat(() -> System.nanoTime() < end).then(), CALLERS)
			.then()
			.block();
	}

	private Mono<String> call() {
		int dice = dice();
		ChatRequest request = ChatRequest.of("Why is the sky blue?");
		Flux<ChatEvent> events = this.chat.stream(request);
		Mono<String> ending = switch (dice) {
			case 0, 1, 2 -> this.chat.send(request).thenReturn("whole");
			case 3 -> events.take(5).then(Mono.just("cancelled after 5 events"));
			case 4 -> events.take(Duration.ofMillis(8)).then(Mono.just("cancelled after 8 ms"));
			default -> events.then(Mono.just("streamed"));
		};
		return ending.onErrorResume(LlmException.class, (failure) -> Mono.just(failure.kind().name()))
			.doOnNext((kind) -> this.endings.computeIfAbsent(kind, (name) -> new LongAdder()).increment());
	}

	private synchronized int dice() {
		return this.random.nextInt(10);
	}

	private long total() {
		return this.endings.values().stream().mapToLong(LongAdder::sum).sum();
	}

	private static long heap() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024;
	}

}
