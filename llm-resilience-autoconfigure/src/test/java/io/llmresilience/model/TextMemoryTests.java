package io.llmresilience.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TextMemory}. Each text counts a hundred characters more than it has.
 */
class TextMemoryTests {

	private final List<String> counted = Collections.synchronizedList(new ArrayList<>());

	private final ToLongFunction<String> counter = (text) -> {
		this.counted.add(text);
		return text.hashCode();
	};

	private final TextMemory memory = new TextMemory(this.counter, 2000);

	@Test
	void whenATextComesAgainShouldNotCountItAgain() {
		String text = "Why?";
		assertThat(this.memory.applyAsLong(text)).isEqualTo(text.hashCode());
		assertThat(this.memory.applyAsLong(text)).isEqualTo(text.hashCode());
		assertThat(this.counted).containsExactly(text);
	}

	@Test
	void whenAnEqualCopyComesShouldNotCountItAgain() {
		for (int i = 0; i < 3; i++) {
			this.memory.applyAsLong(String.join("", "W", "hy?"));
		}
		assertThat(this.counted).hasSize(1);
	}

	@Test
	void whenTextsHardlyDifferShouldNotTakeOneForTheOther() {
		TextMemory large = new TextMemory((text) -> text.hashCode(), 100_000_000);
		for (int round = 0; round < 2; round++) {
			for (int i = 0; i < 3000; i++) {
				String text = "x".repeat(1001) + (char) i + "x".repeat(1000);
				assertThat(large.applyAsLong(text)).as("round %s, text %s", round, i).isEqualTo(text.hashCode());
			}
		}
	}

	@Test
	void whenOthersWereUsedSinceShouldForgetTheOldest() {
		this.memory.applyAsLong("old");
		IntStream.range(0, 20).forEach((i) -> this.memory.applyAsLong("another " + i));
		this.memory.applyAsLong("old");
		assertThat(Collections.frequency(this.counted, "old")).isEqualTo(2);
	}

	@Test
	void whenATextIsUsedAgainAndAgainShouldKeepIt() {
		for (int i = 0; i < 1000; i++) {
			this.memory.applyAsLong("old");
			this.memory.applyAsLong("another " + i);
		}
		assertThat(Collections.frequency(this.counted, "old")).isEqualTo(1);
	}

	@Test
	void whenATextIsTooLargeShouldCountItAnewAndKeepTheOthers() {
		this.memory.applyAsLong("small");
		this.memory.applyAsLong("x".repeat(901));
		this.memory.applyAsLong("x".repeat(901));
		this.memory.applyAsLong("y".repeat(900));
		this.memory.applyAsLong("y".repeat(900));
		this.memory.applyAsLong("small");
		assertThat(this.counted).containsExactly("small", "x".repeat(901), "x".repeat(901), "y".repeat(900));
	}

	@Test
	void whenManyCountAtOnceShouldCountTheSameAsWithoutMemoryAndStayWithinItsSize() {
		long seed = 20261126;
		AtomicLong largest = new AtomicLong();
		CountDownLatch begin = new CountDownLatch(1);
		long wrong = Flux.range(0, 8).flatMap((thread) -> Mono.fromCallable(() -> {
			begin.await();
			return wrongCounts(new Random(seed + thread), largest);
		}).subscribeOn(Schedulers.boundedElastic()), 8)
			.doOnSubscribe((each) -> begin.countDown())
			.reduce(Long::sum)
			.block();
		assertThat(wrong).as("seed %s", seed).isZero();
		assertThat(largest.get()).as("seed %s", seed).isBetween(1500L, 2000L + 8 * 800);
		assertThat(this.memory.size()).as("seed %s", seed).isBetween(1L, 2000L);
	}

	private long wrongCounts(Random random, AtomicLong largest) {
		long wrong = 0;
		for (int i = 0; i < 5000; i++) {
			String text = "x".repeat(random.nextInt(700)) + random.nextInt(3);
			wrong += (this.memory.applyAsLong(text) == text.hashCode()) ? 0 : 1;
			largest.accumulateAndGet(this.memory.size(), Math::max);
		}
		return wrong;
	}

}
