package io.llmresilience.autoconfigure;

import java.util.function.ToLongFunction;

import org.springframework.stereotype.Component;

import io.llmresilience.ChatRequest;
import io.llmresilience.Content;
import io.llmresilience.Message;
import io.llmresilience.Tool;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.TokenCounter;
import io.llmresilience.model.TokenEstimators;

@Component
class QwenTokenCounter implements TokenCounter {

	private final ToLongFunction<String> tokenizer;

	private final TokenCounter others;

	QwenTokenCounter(ToLongFunction<String> tokenizer, TokenEstimators estimators) {
		this.tokenizer = tokenizer;
		this.others = TokenCounter.openAi(estimators);
	}

	@Override
	public boolean isExact(ModelSpec model) {
		return model.name().startsWith("qwen3") || this.others.isExact(model);
	}

	@Override
	public long count(String text, ModelSpec model) {
		return model.name().startsWith("qwen3") ? this.tokenizer.applyAsLong(text) : this.others.count(text, model);
	}

	@Override
	public long count(Message message, ModelSpec model) {
		if (!model.name().startsWith("qwen3")) {
			return this.others.count(message, model);
		}
		long tokens = 5;
		for (Content piece : message.content()) {
			if (piece instanceof Content.Text text) {
				tokens += count(text.text(), model);
			}
			else if (piece instanceof Content.ToolCall call) {
				tokens += 10 + count(call.name(), model) + count(call.arguments(), model);
			}
		}
		return tokens;
	}

	@Override
	public long count(ChatRequest request, ModelSpec model) {
		if (!model.name().startsWith("qwen3")) {
			return this.others.count(request, model);
		}
		long tokens = 3;
		for (Message message : request.messages()) {
			tokens += count(message, model);
		}
		for (Tool tool : request.toolUse().tools()) {
			tokens += 10 + count(tool.name() + tool.description() + tool.parameters(), model);
		}
		return tokens;
	}

}
