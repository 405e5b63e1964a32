package io.llmresilience.history;

import reactor.core.publisher.Mono;

/**
 * Sends the system messages and the newest turns that fit.
 */
final class SlidingWindow implements HistoryCompressor {

	private final WindowPlan plan;

	SlidingWindow(HistorySettings settings) {
		this.plan = new WindowPlan(settings.keepLast(), (settings.keepShare() != null) ? settings.keepShare() : 1);
	}

	@Override
	public Mono<CompressedHistory> compress(Conversation conversation) {
		return Mono.fromSupplier(() -> {
			Turns turns = Turns.of(conversation.messages());
			return CompressedHistory.of(turns.without(leaveOut(turns, conversation)));
		});
	}

	private int leaveOut(Turns turns, Conversation conversation) {
		long[] tokens = new long[turns.count()];
		for (int i = 0; i < tokens.length; i++) {
			tokens[i] = conversation.tokens(turns.turn(i));
		}
		return this.plan.leaveOut(tokens, conversation.tokenLimit() - conversation.tokens(turns.systemMessages()));
	}

}
