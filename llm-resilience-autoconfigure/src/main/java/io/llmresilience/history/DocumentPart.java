package io.llmresilience.history;

import io.llmresilience.ChatResponse;

/**
 * An answer about some chunks that follow each other.
 *
 * @param first the first chunk
 * @param last the last chunk
 * @param response the answer
 */
record DocumentPart(int first, int last, ChatResponse response) {

	String text() {
		return this.response.text();
	}

}
