package io.llmresilience.model;

import io.llmresilience.ChatRequest;
import io.llmresilience.Message;

/**
 * Says how many tokens prompts have, for every model: counted with the model's own
 * tokenizer where there is one, else estimated, and rather too many than too few.
 * Implementations are thread-safe. Counting may take long, the first time in particular,
 * and must not be done on an event loop.
 */
public interface TokenCounter {

	/**
	 * Return whether a model's tokens are counted with its own tokenizer, and not
	 * estimated. Unlike counting, this is fast.
	 * @param model the model
	 * @return whether texts are counted exactly
	 */
	boolean isExact(ModelSpec model);

	/**
	 * Count the tokens of a text by itself. The same text is fast to count again.
	 * @param text the text
	 * @param model the model
	 * @return the tokens
	 */
	long count(String text, ModelSpec model);

	/**
	 * Count what a message adds to a prompt: what it holds, its role and what separates
	 * it from others. The same message, or an equal one, is fast to count again.
	 * @param message the message
	 * @param model the model
	 * @return the tokens
	 */
	long count(Message message, ModelSpec model);

	/**
	 * Count the whole prompt of a request: its messages, and what does not depend on
	 * them, such as tools and the begin of the answer.
	 * @param request the request
	 * @param model the model
	 * @return the tokens
	 */
	long count(ChatRequest request, ModelSpec model);

	/**
	 * Create a counter that estimates every model. What answers teach the estimators
	 * counts at once.
	 * @param estimators the estimators of the models
	 * @return the counter
	 */
	static TokenCounter estimating(TokenEstimators estimators) {
		return new EstimatingTokenCounter(estimators);
	}

	/**
	 * Create a counter for OpenAI's models that estimates others; it needs
	 * {@code com.knuddels:jtokkit}. Texts are counted exactly. OpenAI does not say how it
	 * writes messages and tools into a prompt: their count follows its examples, and
	 * images count as its pages say. An encoding is read when it is first needed, which
	 * takes about a second and up to 30 MB, once in a process. The counts of the texts
	 * last used are remembered, together with texts of up to eight million characters for
	 * each of two encodings.
	 * @param estimators the estimators of the other models
	 * @return the counter
	 */
	static TokenCounter openAi(TokenEstimators estimators) {
		return new OpenAiTokenCounter(estimators);
	}

}
