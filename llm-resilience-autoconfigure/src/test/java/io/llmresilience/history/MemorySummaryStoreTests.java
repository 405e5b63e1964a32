package io.llmresilience.history;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.llmresilience.history.SummaryStore.Entry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MemorySummaryStore}.
 */
class MemorySummaryStoreTests {

	private final MemorySummaryStore store = new MemorySummaryStore(3, 100);

	@Test
	void firstKeyThatIsThereShouldWin() {
		save("a", "b");
		assertThat(find("x", "b", "a")).isEqualTo(new Entry("b", "of b"));
		assertThat(find("x", "y")).isNull();
	}

	@Test
	void whenThereAreTooManyShouldForgetWhatWasNotUsedForLongest() {
		save("a", "b", "c");
		find("a");
		save("d");
		assertThat(find("b")).isNull();
		assertThat(find("a")).isNotNull();
		assertThat(this.store.size()).isEqualTo(3);
	}

	@Test
	void whenTheyAreTooLongShouldForgetWhatWasNotUsedForLongest() {
		this.store.save(new Entry("a", "x".repeat(60))).block();
		this.store.save(new Entry("a", "x".repeat(40))).block();
		this.store.save(new Entry("b", "x".repeat(60))).block();
		assertThat(this.store.size()).isEqualTo(2);
		this.store.save(new Entry("c", "x")).block();
		assertThat(find("a")).isNull();
		this.store.save(new Entry("d", "x".repeat(101))).block();
		assertThat(this.store.size()).isZero();
		save("e");
		assertThat(find("e")).isNotNull();
	}

	@Test
	void textFormShouldNotShowTheSummary() {
		assertThat(new Entry("key", "secret").toString()).doesNotContain("secret", "key");
	}

	private void save(String... keys) {
		for (String key : keys) {
			this.store.save(new Entry(key, "of " + key)).block();
		}
	}

	private Entry find(String... keys) {
		return this.store.findFirst(List.of(keys)).block();
	}

}
