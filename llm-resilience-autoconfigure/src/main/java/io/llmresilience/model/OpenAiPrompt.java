package io.llmresilience.model;

import java.util.function.ToLongFunction;

import io.llmresilience.ChatRequest;
import io.llmresilience.Content;
import io.llmresilience.Message;

/**
 * Counts what stands in a prompt besides images.
 */
final class OpenAiPrompt {

	/** What stands around a message, and its role. */
	private static final int PER_MESSAGE = 3 + 1;

	private static final int ANSWER_BEGIN = 3;

	/** To whom a call or its result goes; rather too many, since OpenAI does not say. */
	private static final int PER_CALL = 8;

	private final ToLongFunction<String> tokenizer;

	private final OpenAiTools tools;

	OpenAiPrompt(ToLongFunction<String> tokenizer, int perTool) {
		this.tokenizer = tokenizer;
		this.tools = new OpenAiTools(tokenizer, perTool);
	}

	long count(String text) {
		return this.tokenizer.applyAsLong(text);
	}

	long count(Message message) {
		long tokens = PER_MESSAGE + ((message instanceof Message.ToolResult) ? PER_CALL : 0);
		for (Content piece : message.content()) {
			tokens += count(piece);
		}
		return tokens;
	}

	/**
	 * Reasoning is not sent back.
	 */
	private long count(Content piece) {
		if (piece instanceof Content.Text text) {
			return count(text.text());
		}
		if (piece instanceof Content.ToolCall call) {
			return PER_CALL + count(call.name()) + count(call.arguments());
		}
		return 0;
	}

	/**
	 * Count what does not depend on the messages.
	 */
	long frame(ChatRequest request) {
		long format = (request.output().format() instanceof ChatRequest.Format.JsonSchema schema)
				? this.tools.count(schema) : 0;
		return ANSWER_BEGIN + this.tools.count(request.toolUse().tools()) + format;
	}

}
