package io.llmresilience.provider;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.llmresilience.ChatEvent;
import io.llmresilience.ChatResponse;

/**
 * Reads one answer of one dialect into events. Stateful, used by one thread at a time.
 * The events never include {@link ChatEvent.Completed}: the exchange makes it of
 * {@link #response()}.
 */
public interface AnswerReader {

	/**
	 * Read a whole body.
	 * @param body the JSON body in UTF-8
	 * @param events takes {@link ChatEvent.Started}; content of a whole answer is not
	 * repeated as events
	 * @throws ProviderError.Raised if the body is an error in disguise
	 * @throws tools.jackson.core.JacksonException if it is not what the dialect says
	 */
	void whole(byte[] body, Consumer<ChatEvent> events);

	/**
	 * Read one event of a stream.
	 * @param name the event's name, {@code null} if the server gave none
	 * @param data the event's data in UTF-8; only valid during this call
	 * @param offset where the data begins
	 * @param length the data's length in bytes, at least 1
	 * @param events takes {@link ChatEvent.Started} and content
	 * @throws ProviderError.Raised if the event is an error
	 * @throws tools.jackson.core.JacksonException if it is not what the dialect says
	 */
	void event(@Nullable String name, byte[] data, int offset, int length, Consumer<ChatEvent> events);

	/**
	 * Return how far the answer is.
	 * @return the progress
	 */
	Progress progress();

	/**
	 * Return the whole answer; only once the answer is finished.
	 * @return the answer
	 */
	ChatResponse response();

	/**
	 * How far an answer is.
	 */
	enum Progress {

		/**
		 * The end has not been seen.
		 */
		OPEN,

		/**
		 * The finish reason has been seen; usage or an end mark may follow.
		 */
		FINISHED,

		/**
		 * The dialect's end mark has been seen: nothing of the answer can follow.
		 */
		ENDED

	}

}
