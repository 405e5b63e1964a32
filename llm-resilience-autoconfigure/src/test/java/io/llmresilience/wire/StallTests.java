package io.llmresilience.wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.llmresilience.ChatCall.InterruptionMode;
import io.llmresilience.ChatRequest;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every way of falling silent, on both routes, against a deadline of two seconds.
 */
class StallTests {

	private static final Duration DEADLINE = Duration.ofSeconds(2);

	/**
	 * With the tenth and the 50 ms that are granted on top: 2.2 seconds.
	 */
	private static final Duration LIMIT = Duration.ofMillis(1954);

	private static final List<Reply> STALLS = List.of(Reply.noHeaders(), Reply.noFirstToken(),
			Reply.pingsOnly(Duration.ofMillis(50)), Reply.text("one two three").stallAfterTokens(2),
			Reply.text("one two three").trickle(Duration.ofMillis(50)));

	@Test
	void everyCallShouldEndInTime() {
		try (SimulatedChat chat = SimulatedChat.start()) {
			List<Mono<Ended>> calls = new ArrayList<>();
			for (int i = 0; i < STALLS.size(); i++) {
				String mark = "<" + i + ">";
				chat.simulator().when((request) -> request.text().contains(mark), STALLS.get(i));
				ChatRequest request = ChatRequest.builder().user(mark).timeout(DEADLINE).build();
				calls.add(ended(mark + " whole", chat.service().send(request).flux()));
				for (InterruptionMode mode : InterruptionMode.values()) {
					ChatRequest streamed = request.mutate().onInterruption(mode).build();
					calls.add(ended(mark + " " + mode, chat.service().stream(streamed)));
				}
			}
			Punctuality.measure(() -> Flux.merge(calls).collectList().block(Duration.ofSeconds(20)).forEach((ended) -> {
				assertThat(ended.answered()).as(ended.name()).isFalse();
				Punctuality.assertEndsBy(ended.after(), LIMIT);
			}));
			assertThat(chat.simulator().arrivals()).isGreaterThan(calls.size());
		}
	}

	private static Mono<Ended> ended(String name, Flux<?> call) {
		return call.then(Mono.just(true))
			.onErrorReturn(false)
			.elapsed()
			.map((end) -> new Ended(name, end.getT2(), Duration.ofMillis(end.getT1())));
	}

	private record Ended(String name, boolean answered, Duration after) {

	}

}
