package io.llmresilience.history;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.TestCalls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls of one conversation on several threads at once.
 */
class SummaryStressTests {

	private final SummaryLab lab = new SummaryLab();

	@Test
	void atAnyTimingThereShouldBeOneSummaryForAConversation() {
		Scheduler threads = Schedulers.newParallel("stress", 4);
		AtomicInteger asked = new AtomicInteger();
		ChatExchange exchange = (call) -> Flux.defer(() -> {
			asked.incrementAndGet();
			return Flux.just(TestCalls.completed("summary"));
		}).cast(ChatEvent.class).publishOn(threads);
		SummaryRoute route = new SummaryRoute(exchange, SummaryLab.MODEL, new CharacterCounter(true), new Random(1));
		SummarizingCompressor compressor = new SummarizingCompressor(this.lab.settings(), route,
				SummaryStore.inMemory(), () -> TestCalls.ARRIVAL, Schedulers.parallel(), threads);
		Queue<CompressedHistory> histories = new ConcurrentLinkedQueue<>();
		for (int i = 0; i < 200; i++) {
			String name = "c" + i;
			List<CompressedHistory> round = Flux.range(0, 50)
				.flatMap((call) -> compressor.compress(SummaryLab.conversation(SummaryLab.turns(name, 14), 1300))
					.subscribeOn(threads), 50)
				.collectList()
				.block(Duration.ofSeconds(20));
			histories.addAll(round);
		}
		threads.dispose();
		assertThat(asked).hasValue(200);
		assertThat(histories).hasSize(10_000)
			.allSatisfy((history) -> assertThat(SummaryLab.block(history)).contains("\nsummary\n"));
	}

}
