package io.llmresilience.history;

import reactor.core.publisher.Mono;

/**
 * Leaves every conversation as it is.
 */
enum NoCompression implements HistoryCompressor {

	INSTANCE;

	@Override
	public Mono<CompressedHistory> compress(Conversation conversation) {
		return Mono.fromSupplier(() -> CompressedHistory.of(conversation.messages()));
	}

}
