package io.llmresilience.history;

import java.util.Collection;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.llmresilience.ChatRequest;
import io.llmresilience.Content;
import io.llmresilience.Message;
import io.llmresilience.Tool;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.TokenCounter;

/**
 * Measures prompts against one model's context window.
 */
final class PromptWindow {

	/** Tokenizers fall back to bytes, and UTF-8 has at most three of them for a char. */
	private static final int MOST_TOKENS_PER_CHARACTER = 3;

	/** More than any provider takes for one. */
	private static final int MOST_TOKENS_PER_IMAGE = 50_000;

	private static final int MOST_TOKENS_AROUND_A_MESSAGE = 32;

	private static final int MOST_TOKENS_FOR_TOOLS = 1000;

	private final ModelSpec model;

	private final TokenCounter counter;

	PromptWindow(ModelSpec model, TokenCounter counter) {
		this.model = model;
		this.counter = counter;
	}

	/**
	 * Return whether a prompt fits however its tokens are counted: the answer for most
	 * prompts, at next to no cost.
	 */
	boolean surelyHolds(ChatRequest request) {
		long most = mostTokens(request.toolUse());
		if (request.output().format() instanceof ChatRequest.Format.JsonSchema schema) {
			most += mostTokens(schema.schema());
		}
		for (Message message : request.messages()) {
			most += MOST_TOKENS_AROUND_A_MESSAGE;
			for (Content piece : message.content()) {
				most += mostTokens(piece);
			}
		}
		return most <= limit(request);
	}

	private static long mostTokens(ChatRequest.ToolUse toolUse) {
		long most = 0;
		for (Tool tool : toolUse.tools()) {
			most += MOST_TOKENS_FOR_TOOLS + mostTokens(tool.name()) + mostTokens(tool.description())
					+ mostTokens(tool.parameters());
		}
		return most;
	}

	private static long mostTokens(Content piece) {
		if (piece instanceof Content.Text text) {
			return mostTokens(text.text());
		}
		if (piece instanceof Content.Reasoning reasoning) {
			return mostTokens(reasoning.text());
		}
		if (piece instanceof Content.ToolCall call) {
			return MOST_TOKENS_AROUND_A_MESSAGE + mostTokens(call.name()) + mostTokens(call.arguments());
		}
		return MOST_TOKENS_PER_IMAGE;
	}

	private static long mostTokens(@Nullable Object value) {
		long most = MOST_TOKENS_AROUND_A_MESSAGE;
		if (value instanceof Map<?, ?> map) {
			for (Map.Entry<?, ?> entry : map.entrySet()) {
				most += mostTokens(entry.getKey()) + mostTokens(entry.getValue());
			}
		}
		else if (value instanceof Collection<?> collection) {
			for (Object each : collection) {
				most += mostTokens(each);
			}
		}
		else {
			most += (long) String.valueOf(value).length() * MOST_TOKENS_PER_CHARACTER;
		}
		return most;
	}

	/**
	 * Count a prompt. What was counted before is fast to count again.
	 */
	PromptMeasure measure(ChatRequest request) {
		long messages = tokens(request.messages());
		long frame = Math.max(this.counter.count(request, this.model) - messages, 0);
		return new PromptMeasure(messages, frame, limit(request), this.counter.isExact(this.model));
	}

	private long tokens(Iterable<Message> messages) {
		long tokens = 0;
		for (Message message : messages) {
			tokens += tokens(message);
		}
		return tokens;
	}

	long tokens(Message message) {
		return this.counter.count(message, this.model);
	}

	private long limit(ChatRequest request) {
		Integer maxTokens = request.output().maxTokens();
		return this.model.limits().promptBeside((maxTokens != null) ? maxTokens : 0);
	}

}
