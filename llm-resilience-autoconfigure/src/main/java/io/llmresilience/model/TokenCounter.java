package io.llmresilience.model;

import io.llmresilience.ChatRequest;
import io.llmresilience.Message;

/**
 * Counts the tokens of prompts with the tokenizer of their model, where there is one.
 * Implementations are thread-safe. Counting may take long, the first time in particular,
 * and must not be done on an event loop.
 */
public interface TokenCounter {

	/**
	 * Return whether the tokens of a model can be counted. Unlike counting, this is fast.
	 * @param model the model
	 * @return whether they can be counted; if not, they can only be estimated
	 */
	boolean isExact(ModelSpec model);

	/**
	 * Count the tokens of a text by itself.
	 * @param text the text
	 * @param model a model whose tokens can be counted
	 * @return the tokens
	 */
	long count(String text, ModelSpec model);

	/**
	 * Count what a message adds to a prompt: what it holds, its role and what separates
	 * it from others. The same message is fast to count again.
	 * @param message the message
	 * @param model a model whose tokens can be counted
	 * @return the tokens
	 */
	long count(Message message, ModelSpec model);

	/**
	 * Count the whole prompt of a request: its messages, and what does not depend on
	 * them, such as tools and the begin of the answer.
	 * @param request the request
	 * @param model a model whose tokens can be counted
	 * @return the tokens
	 */
	long count(ChatRequest request, ModelSpec model);

	/**
	 * Create a counter for the models of OpenAI; it needs {@code com.knuddels:jtokkit}.
	 * Texts are counted exactly. OpenAI does not say how it writes messages and tools
	 * into a prompt: their count follows its examples, and images count as its pages say.
	 * An encoding is read when it is first needed, which takes about a second and up to
	 * 30 MB.
	 * @return the counter
	 */
	static TokenCounter openAi() {
		return new OpenAiTokenCounter();
	}

	/**
	 * Return a counter that can count for no model.
	 * @return the counter
	 */
	static TokenCounter none() {
		return NoTokenCounter.INSTANCE;
	}

}
