package io.llmresilience.history;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Keeps the summaries that were used last.
 */
final class MemorySummaryStore implements SummaryStore {

	private final int maxEntries;

	private final long maxCharacters;

	private final Map<String, String> summaries = new LinkedHashMap<>(16, 0.75f, true);

	private long characters;

	MemorySummaryStore(int maxEntries, long maxCharacters) {
		this.maxEntries = maxEntries;
		this.maxCharacters = maxCharacters;
	}

	@Override
	public Mono<Entry> findFirst(List<String> keys) {
		return Mono.fromSupplier(() -> get(keys));
	}

	@Override
	public Mono<Void> save(Entry entry) {
		return Mono.fromRunnable(() -> put(entry));
	}

	synchronized @Nullable Entry get(List<String> keys) {
		for (String key : keys) {
			String summary = this.summaries.get(key);
			if (summary != null) {
				return new Entry(key, summary);
			}
		}
		return null;
	}

	synchronized void put(Entry entry) {
		String before = this.summaries.put(entry.key(), entry.summary());
		this.characters += entry.summary().length() - ((before != null) ? before.length() : 0);
		Iterator<String> oldest = this.summaries.values().iterator();
		while (this.summaries.size() > this.maxEntries || this.characters > this.maxCharacters) {
			this.characters -= oldest.next().length();
			oldest.remove();
		}
	}

	synchronized int size() {
		return this.summaries.size();
	}

}
