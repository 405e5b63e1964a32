package io.llmresilience.autoconfigure;

import java.util.List;

import reactor.core.scheduler.Schedulers;

import io.llmresilience.ChatFilter;
import io.llmresilience.Message;
import io.llmresilience.history.HistoryCompressor;
import io.llmresilience.history.HistoryFilter;
import io.llmresilience.history.HistorySettings;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.TokenCounter;

/**
 * Builds what makes conversations fit a route's model.
 */
final class HistoryFilters {

	private final HistoryCompressor compressor;

	private final HistorySettings settings;

	private final TokenCounter counter;

	HistoryFilters(HistoryCompressor compressor, HistorySettings settings, TokenCounter counter) {
		this.compressor = compressor;
		this.settings = settings;
		this.counter = counter;
	}

	List<ChatFilter> of(ModelSpec model) {
		return compresses() ? List
			.of(new HistoryFilter(model, this.counter, this.compressor, this.settings, Schedulers.boundedElastic()))
				: List.of();
	}

	/**
	 * Return what is sent of a conversation however little fits.
	 */
	List<Message> least(List<Message> messages) {
		return compresses() ? HistoryFilter.least(messages) : messages;
	}

	private boolean compresses() {
		return this.compressor != HistoryCompressor.none();
	}

}
