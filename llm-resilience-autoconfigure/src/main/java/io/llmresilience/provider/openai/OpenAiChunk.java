package io.llmresilience.provider.openai;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.llmresilience.Usage;

/**
 * What is of interest in one chunk of a stream, or in a whole answer, which differs only
 * in having a message where a chunk has a delta.
 *
 * @param model the served model's name, empty if not given
 * @param serviceTier the service tier that is paid for, empty if not given
 * @param choice the first choice, {@code null} if there is none
 * @param usage the tokens counted so far
 * @param error whether this is an error in disguise
 */
record OpenAiChunk(String model, String serviceTier, @Nullable Choice choice, Usage usage, boolean error) {

	static final OpenAiChunk ERROR = new OpenAiChunk("", "", null, Usage.UNKNOWN, true);

	/**
	 * One of the answers asked for.
	 *
	 * @param index which one; more than one is never asked for by us
	 * @param delta its message or a piece of it
	 * @param finishReason why the model stopped, empty if it has not
	 */
	record Choice(long index, Delta delta, String finishReason) {

		static final Choice OTHER = new Choice(-1, Delta.NONE, "");

		boolean failed() {
			return this.finishReason.equals("error") || this.finishReason.equals("error_finish");
		}

	}

	/**
	 * A message or a piece of one.
	 *
	 * @param content text, empty if there is none
	 * @param refusal text of a refusal, empty if there is none
	 * @param reasoning text of reasoning, empty if there is none
	 * @param toolCalls tool calls or pieces of them
	 */
	record Delta(String content, String refusal, String reasoning, List<ToolPiece> toolCalls) {

		static final Delta NONE = new Delta("", "", "", List.of());

		@Override
		public String toString() {
			return "Delta[" + this.content.length() + " characters]";
		}

	}

	/**
	 * A tool call or a piece of one.
	 *
	 * @param index which call it belongs to, {@code null} if the server does not say
	 * @param id the call's id, empty if not given
	 * @param name the tool's name, empty if not given
	 * @param arguments the arguments or a piece of them
	 */
	record ToolPiece(@Nullable Long index, String id, String name, String arguments) {

		static final ToolPiece NONE = new ToolPiece(null, "", "", "");

		@Override
		public String toString() {
			return "ToolPiece[" + this.index + ", " + this.name + "]";
		}

	}

}
