package io.llmresilience.history;

import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;

import io.llmresilience.ChatCall;
import io.llmresilience.Message;

/**
 * A conversation that does not fit the context window of the model that is to continue
 * it.
 */
public final class Conversation {

	private final ChatCall call;

	private final String route;

	private final long tokenLimit;

	private final ToLongFunction<Message> counter;

	/**
	 * Create a conversation.
	 * @param call the call that it belongs to
	 * @param route the route that is to answer, {@code provider/model}
	 * @param tokenLimit the tokens that all messages may have together
	 * @param counter counts the tokens of a message; the same one is fast to count again
	 */
	public Conversation(ChatCall call, String route, long tokenLimit, ToLongFunction<Message> counter) {
		this.call = Objects.requireNonNull(call, "'call' must not be null");
		this.route = Objects.requireNonNull(route, "'route' must not be null");
		this.tokenLimit = tokenLimit;
		this.counter = Objects.requireNonNull(counter, "'counter' must not be null");
	}

	/**
	 * Return the call.
	 * @return the call, with its deadline and labels
	 */
	public ChatCall call() {
		return this.call;
	}

	/**
	 * Return the route that is to answer.
	 * @return {@code provider/model}
	 */
	public String route() {
		return this.route;
	}

	/**
	 * Return what was said.
	 * @return the messages, oldest first
	 */
	public List<Message> messages() {
		return this.call.request().messages();
	}

	/**
	 * Return what fits.
	 * @return the tokens that all messages may have together; room for the answer, tools
	 * and errors of counting is left already
	 */
	public long tokenLimit() {
		return this.tokenLimit;
	}

	/**
	 * Count the tokens of a message in the route's model.
	 * @param message the message
	 * @return the tokens
	 */
	public long tokens(Message message) {
		return this.counter.applyAsLong(message);
	}

	/**
	 * Count the tokens of several messages in the route's model.
	 * @param messages the messages
	 * @return the tokens
	 */
	public long tokens(List<? extends Message> messages) {
		return messages.stream().mapToLong(this.counter).sum();
	}

	@Override
	public String toString() {
		return "Conversation[" + messages().size() + " messages, route=" + this.route + ", tokenLimit="
				+ this.tokenLimit + "]";
	}

}
