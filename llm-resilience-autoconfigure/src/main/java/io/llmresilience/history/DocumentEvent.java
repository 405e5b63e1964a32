package io.llmresilience.history;

import java.util.Objects;

import io.llmresilience.ChatResponse;
import io.llmresilience.LlmException;

/**
 * What happens while a document is asked about, in order. Chunks are answered as they
 * come, not by their numbers. {@code toString} shows sizes, never content.
 */
public sealed interface DocumentEvent {

	/**
	 * A chunk has its answer.
	 *
	 * @param index the chunk's number, from 0
	 * @param response the answer
	 */
	record ChunkAnswered(int index, ChatResponse response) implements DocumentEvent {

		public ChunkAnswered {
			Objects.requireNonNull(response, "'response' must not be null");
		}

	}

	/**
	 * A chunk has no answer; the others go on.
	 *
	 * @param index the chunk's number, from 0
	 * @param failure why
	 */
	record ChunkFailed(int index, LlmException failure) implements DocumentEvent {

		public ChunkFailed {
			Objects.requireNonNull(failure, "'failure' must not be null");
		}

	}

	/**
	 * Some answers have become one.
	 *
	 * @param level 1 if those were answers about chunks, 2 if they were combined before,
	 * and so on
	 * @param firstIndex the first chunk that it is about
	 * @param lastIndex the last chunk that it is about
	 * @param response the answer
	 */
	record Combined(int level, int firstIndex, int lastIndex, ChatResponse response) implements DocumentEvent {

		public Combined {
			Objects.requireNonNull(response, "'response' must not be null");
		}

	}

	/**
	 * One answer is left: the last event.
	 *
	 * @param result the answer, and what became of the chunks
	 */
	record Completed(DocumentResult result) implements DocumentEvent {

		public Completed {
			Objects.requireNonNull(result, "'result' must not be null");
		}

	}

}
