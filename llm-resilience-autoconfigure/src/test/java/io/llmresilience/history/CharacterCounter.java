package io.llmresilience.history;

import io.llmresilience.ChatRequest;
import io.llmresilience.Content;
import io.llmresilience.Message;
import io.llmresilience.Tool;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.TokenCounter;

/**
 * Counts a token for each character, four around each message and a hundred for an image
 * or a tool.
 *
 * @param exact whether to say that this is exact
 */
record CharacterCounter(boolean exact) implements TokenCounter {

	@Override
	public boolean isExact(ModelSpec model) {
		return this.exact;
	}

	@Override
	public long count(String text, ModelSpec model) {
		return text.length();
	}

	@Override
	public long count(Message message, ModelSpec model) {
		long tokens = 4;
		for (Content piece : message.content()) {
			if (piece instanceof Content.Text text) {
				tokens += text.text().length();
			}
			else if (piece instanceof Content.ToolCall call) {
				tokens += call.name().length() + call.arguments().length();
			}
			else {
				tokens += 100;
			}
		}
		return tokens;
	}

	@Override
	public long count(ChatRequest request, ModelSpec model) {
		long tokens = 3;
		for (Tool tool : request.toolUse().tools()) {
			tokens += 100 + tool.name().length();
		}
		for (Message message : request.messages()) {
			tokens += count(message, model);
		}
		return tokens;
	}

}
