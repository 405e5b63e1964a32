package io.llmresilience.observation;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Memo}.
 */
class MemoTests {

	private final AtomicInteger made = new AtomicInteger();

	private final Memo<Integer, String> memo = new Memo<>(
			(key) -> key + " made as number " + this.made.incrementAndGet());

	@Test
	void whatWasMadeShouldBeRemembered() {
		assertThat(this.memo.get(7)).isEqualTo("7 made as number 1").isSameAs(this.memo.get(7));
		assertThat(this.made).hasValue(1);
	}

	@Test
	void whenThereIsTooMuchToRememberShouldMakeTheRestEachTime() {
		for (int key = 0; key < Memo.MOST; key++) {
			this.memo.get(key);
		}
		assertThat(this.memo.get(-1)).endsWith(" " + (Memo.MOST + 1));
		assertThat(this.memo.get(-1)).endsWith(" " + (Memo.MOST + 2));
		assertThat(this.memo.get(7)).endsWith(" 8");
	}

}
