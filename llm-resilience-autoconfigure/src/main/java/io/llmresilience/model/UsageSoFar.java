package io.llmresilience.model;

import org.jspecify.annotations.Nullable;

import io.llmresilience.ChatEvent;
import io.llmresilience.ChatResponse;
import io.llmresilience.Content;
import io.llmresilience.Message;
import io.llmresilience.Usage;

/**
 * Folds the events of one attempt into what is known of its usage, so that an attempt
 * that breaks off can be accounted for too. Events come one after the other; it may be
 * read from any thread.
 */
public final class UsageSoFar {

	private static final int CHARACTERS_PER_TOKEN = 4;

	private volatile ChatEvent.@Nullable Started started;

	private volatile @Nullable ChatResponse response;

	private volatile long characters;

	/**
	 * Take note of an event.
	 * @param event the event
	 */
	public void accept(ChatEvent event) {
		if (event instanceof ChatEvent.TextDelta delta) {
			this.characters = this.characters + delta.text().length();
		}
		else if (event instanceof ChatEvent.ReasoningDelta delta) {
			this.characters = this.characters + delta.text().length();
		}
		else if (event instanceof ChatEvent.ToolCall tool) {
			this.characters = this.characters + tool.call().arguments().length();
		}
		else if (event instanceof ChatEvent.Started start) {
			this.started = start;
		}
		else if (event instanceof ChatEvent.Completed completed) {
			this.response = completed.response();
		}
	}

	/**
	 * Return whether the provider has begun to answer.
	 * @return whether it has
	 */
	public boolean hasStarted() {
		return this.started != null || this.response != null;
	}

	/**
	 * Return whether the provider has counted the tokens of the complete answer.
	 * @return {@code false} if {@link #usage()} is an estimate in part or incomplete
	 */
	public boolean isCounted() {
		ChatResponse response = this.response;
		return response != null && response.usage().inputTokens() != null && response.usage().outputTokens() != null;
	}

	/**
	 * Return the usage so far. The provider's counts are used where it gave them; the
	 * output of an answer that has begun is else estimated from its characters, four a
	 * token.
	 * @return the usage, unknown if the answer has not begun
	 */
	public Usage usage() {
		ChatResponse response = this.response;
		if (response != null) {
			return response.usage().orElse(output(tokens(charactersOf(response.message()))));
		}
		ChatEvent.Started started = this.started;
		if (started == null) {
			return Usage.UNKNOWN;
		}
		Usage head = started.usage();
		long counted = (head.outputTokens() != null) ? head.outputTokens() : 0;
		return output(Math.max(counted, tokens(this.characters))).orElse(head);
	}

	/**
	 * Return the name of the model that answers.
	 * @return the name, {@code null} if the provider has given none
	 */
	public @Nullable String model() {
		ChatResponse response = this.response;
		ChatEvent.Started started = this.started;
		if (response != null) {
			return response.origin().model();
		}
		return (started != null) ? started.model() : null;
	}

	/**
	 * Return how the provider serves the attempt.
	 * @return the service, unknown if it has not said
	 */
	public ChatResponse.Service service() {
		ChatResponse response = this.response;
		ChatEvent.Started started = this.started;
		if (response != null) {
			return response.origin().service();
		}
		return (started != null) ? started.service() : ChatResponse.Service.UNKNOWN;
	}

	private static long charactersOf(Message.Assistant message) {
		long characters = 0;
		for (Content piece : message.content()) {
			if (piece instanceof Content.Text text) {
				characters += text.text().length();
			}
			else if (piece instanceof Content.Reasoning reasoning) {
				characters += reasoning.text().length();
			}
			else if (piece instanceof Content.ToolCall call) {
				characters += call.arguments().length();
			}
		}
		return characters;
	}

	private static long tokens(long characters) {
		return (characters + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN;
	}

	private static Usage output(long tokens) {
		return new Usage(null, tokens, null, null, null);
	}

}
