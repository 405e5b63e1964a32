package io.llmresilience.history;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.llmresilience.CallTrace;
import io.llmresilience.Message;

/**
 * What is sent in the place of a conversation that does not fit.
 *
 * @param messages the messages, not empty
 * @param summary what became of the summary that the call asked for, {@code null} if it
 * asked for none
 */
public record CompressedHistory(List<Message> messages, CallTrace.@Nullable Summary summary) {

	public CompressedHistory {
		Objects.requireNonNull(messages, "'messages' must not be null");
		messages = List.copyOf(messages);
	}

	/**
	 * Create a history for which no summary was made.
	 * @param messages the messages, not empty
	 * @return the history
	 */
	public static CompressedHistory of(List<Message> messages) {
		return new CompressedHistory(messages, null);
	}

}
