package io.llmresilience.history;

import java.util.List;
import java.util.Objects;

import reactor.core.publisher.Mono;

/**
 * Keeps the summaries of conversations. An application's own bean of this type takes the
 * place of the one in memory, so that summaries outlive a restart or serve several
 * instances. Keys are fingerprints and say nothing of what was said; summaries are
 * content. Must be thread-safe and must not block; a call does not wait long for it, and
 * never fails because of it.
 */
public interface SummaryStore {

	/**
	 * Find a summary.
	 * @param keys keys in the order of their worth, up to one for each turn of a
	 * conversation
	 * @return the summary of the first key that has one; nothing if none has
	 */
	Mono<Entry> findFirst(List<String> keys);

	/**
	 * Keep a summary. Those not used for long may be forgotten: what is missing is
	 * summarized again.
	 * @param entry the summary and its key
	 * @return completes when it is kept
	 */
	Mono<Void> save(Entry entry);

	/**
	 * Create a store in memory for the 10,000 summaries last used, of ten million
	 * characters together.
	 * @return the store
	 */
	static SummaryStore inMemory() {
		return new MemorySummaryStore(10_000, 10_000_000);
	}

	/**
	 * A summary and its key.
	 *
	 * @param key 64 hexadecimal digits that stand for the beginning of a conversation
	 * @param summary the summary of that beginning
	 */
	record Entry(String key, String summary) {

		public Entry {
			Objects.requireNonNull(key, "'key' must not be null");
			Objects.requireNonNull(summary, "'summary' must not be null");
		}

		@Override
		public String toString() {
			return "Entry[" + this.summary.length() + " characters]";
		}

	}

}
