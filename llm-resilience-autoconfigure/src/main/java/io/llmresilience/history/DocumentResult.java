package io.llmresilience.history;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.llmresilience.ChatResponse;
import io.llmresilience.FinishReason;
import io.llmresilience.LlmException;
import io.llmresilience.Usage;

/**
 * The answer about a whole document. Immutable; {@code toString} shows sizes, never
 * content.
 *
 * @param response the one answer that was left
 * @param answers the answers about chunks by the chunks' numbers, in order
 * @param failures why chunks have no answer by the chunks' numbers, in order
 * @param usage the tokens that all answers took, unknown as soon as one of them is;
 * failed calls are not in it
 * @param cost what all answers cost in USD, {@code null} as soon as one is unknown;
 * failed calls are not in it
 */
public record DocumentResult(ChatResponse response, Map<Integer, ChatResponse> answers,
		Map<Integer, LlmException> failures, Usage usage, @Nullable BigDecimal cost) {

	public DocumentResult {
		Objects.requireNonNull(response, "'response' must not be null");
		answers = Collections.unmodifiableMap(new TreeMap<>(answers));
		failures = Collections.unmodifiableMap(new TreeMap<>(failures));
		Objects.requireNonNull(usage, "'usage' must not be null");
	}

	/**
	 * Return the text of the answer.
	 * @return the text
	 */
	public String text() {
		return this.response.text();
	}

	/**
	 * Return whether something is missing: a chunk has no answer, or an answer was cut or
	 * refused.
	 * @return whether the answer is not about the whole document
	 */
	public boolean isPartial() {
		return !this.failures.isEmpty() || isCut(this.response)
				|| this.answers.values().stream().anyMatch(DocumentResult::isCut);
	}

	private static boolean isCut(ChatResponse response) {
		return response.finishReason() == FinishReason.LENGTH || response.finishReason() == FinishReason.CONTENT_FILTER;
	}

	@Override
	public String toString() {
		return "DocumentResult[" + this.response + ", answers=" + this.answers.size() + ", failures="
				+ this.failures.keySet() + ", " + this.usage + "]";
	}

}
