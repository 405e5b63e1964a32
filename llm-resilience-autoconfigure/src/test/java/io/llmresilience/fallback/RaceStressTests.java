package io.llmresilience.fallback;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatCall.InterruptionMode;
import io.llmresilience.ChatCall.Wire;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatRequest;
import io.llmresilience.FailureKind;
import io.llmresilience.ProviderException;
import io.llmresilience.Route;
import io.llmresilience.TestCalls;
import io.llmresilience.model.ModelFit;
import io.llmresilience.model.ModelSpec;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Races in real time, in which both routes have content, or fail, at nearly the same
 * time.
 */
class RaceStressTests {

	private static final int CALLS = 3000;

	private static final long SEED = 11;

	private final AtomicInteger running = new AtomicInteger();

	@Test
	void everyCallShouldSeeOneAnswerOrOneFailure() {
		Random random = new Random(SEED);
		FallbackExchange exchange = exchange(random);
		List<List<ChatEvent>> answers = Flux.range(0, CALLS)
			.flatMap((call) -> exchange.exchange(call())
				.limitRate(1 + call % 3)
				.collectList()
				.onErrorResume(ProviderException.class, (failure) -> Mono.just(List.of())), 50)
			.collectList()
			.block(Duration.ofSeconds(60));
		assertThat(answers).as("seed %s", SEED).hasSize(CALLS).allSatisfy(RaceStressTests::assertOneVoice);
		assertThat(answers).anyMatch((events) -> text(events).startsWith("a"))
			.anyMatch((events) -> text(events).startsWith("b"));
		assertThat(this.running).hasValue(0);
	}

	private static void assertOneVoice(List<ChatEvent> events) {
		assertThat(text(events)).isIn("", "a1a2a3", "b1b2b3");
	}

	private static String text(List<ChatEvent> events) {
		StringBuilder text = new StringBuilder();
		for (ChatEvent event : events) {
			text.append((event instanceof ChatEvent.TextDelta delta) ? delta.text() : "");
		}
		return text.toString();
	}

	private static ChatCall call() {
		ChatCall call = TestCalls.of(Wire.STREAMED, InterruptionMode.FAIL);
		return new ChatCall(ChatRequest.of("Why?"), InstantSource.system().instant(),
				InstantSource.system().instant().plusSeconds(60), call.wire(), call.onInterruption());
	}

	private FallbackExchange exchange(Random random) {
		FallbackSettings settings = Fleet.hedging(Duration.ofMillis(2), 1);
		CoolDowns coolDowns = new CoolDowns(settings, InstantSource.system());
		List<ModelRoute> routes = new ArrayList<>();
		for (String name : List.of("a", "b")) {
			ModelSpec model = new ModelSpec("one/" + name, true, 1000, 1000, Set.of());
			routes.add(new ModelRoute(new RandomRoute(name, random), new ModelFit(model)));
		}
		RouteTable table = new RouteTable(routes, RouteGroup.parse(List.of("one/a", "one/b")), List.of(), List.of());
		return new FallbackExchange(table, settings, coolDowns, InstantSource.system(), Schedulers.parallel(), random);
	}

	/**
	 * The first takes four milliseconds, the second two, and both give or take one.
	 */
	private final class RandomRoute implements Route {

		private final String name;

		private final Random random;

		RandomRoute(String name, Random random) {
			this.name = name;
			this.random = random;
		}

		@Override
		public String name() {
			return "one/" + this.name;
		}

		@Override
		public Flux<ChatEvent> exchange(ChatCall call) {
			int millis = (this.name.equals("a") ? 3 : 1) + this.random.nextInt(3);
			boolean fails = this.random.nextInt(5) == 0;
			Flux<ChatEvent> content = Flux.just("1", "2", "3").map((number) -> TestCalls.text(this.name + number));
			Flux<ChatEvent> failure = Flux.error(() -> ProviderException.of(FailureKind.OVERLOADED, name()).build());
			return Mono.delay(Duration.ofMillis(millis))
				.thenMany(fails ? failure : content)
				.doOnSubscribe((subscription) -> RaceStressTests.this.running.incrementAndGet())
				.doFinally((signal) -> RaceStressTests.this.running.decrementAndGet());
		}

	}

}
