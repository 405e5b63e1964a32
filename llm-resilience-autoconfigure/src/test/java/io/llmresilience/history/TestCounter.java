package io.llmresilience.history;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.ToLongFunction;

import io.llmresilience.ChatRequest;
import io.llmresilience.Message;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.TokenCounter;

/**
 * Counts texts by a function, and nothing else.
 */
record TestCounter(ToLongFunction<String> texts) implements TokenCounter {

	static final ModelSpec MODEL = new ModelSpec("test/model", true, 1000, 1000, Set.of());

	/**
	 * A token is up to four bytes, but starts anew with every word: halves may have more
	 * tokens together than the whole.
	 */
	static TestCounter words() {
		return new TestCounter((text) -> {
			long tokens = 0;
			for (String word : text.split("(?<=\\s)(?=\\S)")) {
				tokens += (word.getBytes(StandardCharsets.UTF_8).length + 3) / 4;
			}
			return tokens;
		});
	}

	static TestCounter bytes() {
		return new TestCounter((text) -> text.getBytes(StandardCharsets.UTF_8).length);
	}

	@Override
	public boolean isExact(ModelSpec model) {
		return false;
	}

	@Override
	public long count(String text, ModelSpec model) {
		return this.texts.applyAsLong(text);
	}

	@Override
	public long count(Message message, ModelSpec model) {
		throw new UnsupportedOperationException();
	}

	@Override
	public long count(ChatRequest request, ModelSpec model) {
		throw new UnsupportedOperationException();
	}

}
