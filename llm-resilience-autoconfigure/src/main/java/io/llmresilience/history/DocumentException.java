package io.llmresilience.history;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.llmresilience.ChatResponse;
import io.llmresilience.LlmException;

/**
 * The answers about a document's chunks could not be combined into one. They are here,
 * since they have been paid for. The cause is the {@link LlmException} of the call that
 * failed, if there was one. The message holds no content.
 */
public final class DocumentException extends RuntimeException {

	private final transient Map<Integer, ChatResponse> answers;

	private final transient Map<Integer, LlmException> failures;

	DocumentException(String message, @Nullable LlmException cause, Map<Integer, ChatResponse> answers,
			Map<Integer, LlmException> failures) {
		super(message, cause);
		this.answers = Collections.unmodifiableMap(new TreeMap<>(answers));
		this.failures = Collections.unmodifiableMap(new TreeMap<>(failures));
	}

	/**
	 * Return the answers about chunks.
	 * @return the answers by the chunks' numbers, in order
	 */
	public Map<Integer, ChatResponse> answers() {
		return this.answers;
	}

	/**
	 * Return why chunks have no answer.
	 * @return the failures by the chunks' numbers, in order
	 */
	public Map<Integer, LlmException> failures() {
		return this.failures;
	}

}
