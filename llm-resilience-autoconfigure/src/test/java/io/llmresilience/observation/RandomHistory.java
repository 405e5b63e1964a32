package io.llmresilience.observation;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import io.llmresilience.CallTrace;
import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatEvent.Note;
import io.llmresilience.ChatExchange;
import io.llmresilience.ChatResponse;
import io.llmresilience.FailureKind;
import io.llmresilience.FinishReason;
import io.llmresilience.ProviderException;
import io.llmresilience.TestCalls;
import io.llmresilience.Usage;

/**
 * Stands for everything behind the outermost filters: tells of waits, attempts, failures,
 * routes passed over and shortened conversations as the rooms do, by chance.
 */
final class RandomHistory implements ChatExchange {

	static final List<String> ROUTES = List.of("openai/a", "anthropic/b", "mistral/c");

	private static final FailureKind[] KINDS = { FailureKind.OVERLOADED, FailureKind.RATE_LIMITED,
			FailureKind.CIRCUIT_OPEN, FailureKind.TIMEOUT };

	private final Random random;

	RandomHistory(Random random) {
		this.random = random;
	}

	@Override
	public Flux<ChatEvent> exchange(ChatCall call) {
		List<ChatEvent> events = new ArrayList<>();
		events.add(new Note.Planned(ROUTES));
		FailureKind last = FailureKind.UNKNOWN;
		for (String route : ROUTES) {
			if (chance(4)) {
				events.add(new Note.Skipped(route, kind(), "for no reason"));
				continue;
			}
			if (chance(5)) {
				events.add(shortened(route));
			}
			int attempts = 1 + this.random.nextInt(3);
			for (int number = 1; number <= attempts; number++) {
				waits(events);
				if (chance(3)) {
					return answered(events, route, number);
				}
				last = kind();
				events.add(charged());
				events.add(new Note.AttemptEnded(route, number, last, Duration.ofMillis(5)));
			}
			if (chance(8) && !route.equals(ROUTES.get(2))) {
				events.add(new Note.Overtaken(route, attempts + 1, ROUTES.get(2), Duration.ofMillis(7)));
				return answered(events, ROUTES.get(2), 1);
			}
		}
		return Flux.fromIterable(events).concatWith(Flux.error(ProviderException.of(last, ROUTES.get(0)).build()));
	}

	private Flux<ChatEvent> answered(List<ChatEvent> events, String route, int number) {
		Usage usage = new Usage(known(), known(), null, null, null);
		ChatResponse response = ChatResponse.of(TestCalls.response("blue").message(), FinishReason.STOP, "stop", usage,
				new ChatResponse.Origin(route, "served-" + this.random.nextInt(), "req_" + this.random.nextInt()));
		events.add(new ChatEvent.TextDelta("blue"));
		events.add(new ChatEvent.Completed(response).with(charged())
			.with(new Note.AttemptEnded(route, number, null, Duration.ofMillis(3))));
		return Flux.fromIterable(events);
	}

	private void waits(List<ChatEvent> events) {
		if (chance(2)) {
			CallTrace.WaitReason reason = CallTrace.WaitReason.values()[1 + this.random.nextInt(3)];
			events.add(new Note.Waiting(Duration.ofMillis(this.random.nextInt(5000)), reason));
		}
	}

	private Note.Charged charged() {
		return new Note.Charged(chance(5) ? null : BigDecimal.valueOf(this.random.nextInt(1000), 6));
	}

	private Note.Shortened shortened(String route) {
		CallTrace.Summary summary = chance(2) ? null : new CallTrace.Summary(chance(3) ? kind() : null,
				new Usage(known(), known(), null, null, null), charged().cost());
		long after = this.random.nextInt(5000);
		return new Note.Shortened(new CallTrace.Shortening(route, after + this.random.nextInt(5000), after,
				this.random.nextInt(9), summary));
	}

	private @Nullable Long known() {
		return chance(6) ? null : Long.valueOf(this.random.nextInt(3000));
	}

	private FailureKind kind() {
		return KINDS[this.random.nextInt(KINDS.length)];
	}

	private boolean chance(int of) {
		return this.random.nextInt(of) == 0;
	}

}
