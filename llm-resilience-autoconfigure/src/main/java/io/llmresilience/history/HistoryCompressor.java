package io.llmresilience.history;

import reactor.core.publisher.Mono;

/**
 * Makes a conversation fit a model's context window. An application's own bean of this
 * type takes the place of the configured strategy.
 * <p>
 * Called only for conversations that do not fit. What it returns should keep the system
 * messages and the last turn, begin with a user's message after the system messages, and
 * hold no tool call without its result or the other way round; if it still does not fit,
 * its oldest turns are left out. If it fails, the sliding window takes its place. Must be
 * thread-safe and must not block.
 */
@FunctionalInterface
public interface HistoryCompressor {

	/**
	 * Make a conversation fit.
	 * @param conversation what does not fit
	 * @return what to send in its place; nothing to leave it to the sliding window
	 */
	Mono<CompressedHistory> compress(Conversation conversation);

	/**
	 * Return the compressor that leaves every conversation as it is.
	 * @return the one instance
	 */
	static HistoryCompressor none() {
		return NoCompression.INSTANCE;
	}

	/**
	 * Return the compressor that sends the system messages and the newest turns that fit.
	 * @param settings how much it keeps
	 * @return the compressor
	 */
	static HistoryCompressor slidingWindow(HistorySettings settings) {
		return new SlidingWindow(settings);
	}

}
