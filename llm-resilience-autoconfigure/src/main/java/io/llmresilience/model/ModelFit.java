package io.llmresilience.model;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.llmresilience.ChatRequest;
import io.llmresilience.Content;
import io.llmresilience.FailureKind;
import io.llmresilience.Message;
import io.llmresilience.Tool;
import io.llmresilience.Tool.Choice.Mode;
import io.llmresilience.model.ModelSpec.Quirk;

/**
 * Knows before anything is sent whether a model can serve a request. Immutable and
 * thread-safe.
 */
public final class ModelFit {

	/**
	 * No tokenizer makes fewer tokens than one of eight characters from text that people
	 * or programs write; ordinary English has four characters per token.
	 */
	private static final int MOST_CHARACTERS_PER_TOKEN = 8;

	/**
	 * Hardly any text has more tokens than one for two characters, and those are short.
	 */
	private static final int FEWEST_CHARACTERS_PER_TOKEN = 2;

	private final ModelSpec model;

	private final UnaryOperator<List<Message>> least;

	/**
	 * Create the knowledge of one model that is sent whole conversations.
	 * @param model the model
	 */
	public ModelFit(ModelSpec model) {
		this(model, UnaryOperator.identity());
	}

	/**
	 * Create the knowledge of one model.
	 * @param model the model
	 * @param least what is sent of a conversation however little fits
	 */
	public ModelFit(ModelSpec model, UnaryOperator<List<Message>> least) {
		this.model = Objects.requireNonNull(model, "'model' must not be null");
		this.least = Objects.requireNonNull(least, "'least' must not be null");
	}

	/**
	 * Say why the model cannot serve a request.
	 * @param request the request
	 * @return what does not fit, {@code null} if nothing is known to
	 */
	public @Nullable Misfit misfit(ChatRequest request) {
		if (this.model.has(Quirk.NO_CHAT_COMPLETIONS)) {
			return refuses("any chat, since it does not speak Chat Completions");
		}
		if (!this.model.quirks().isEmpty()) {
			Misfit refused = refused(request);
			if (refused != null) {
				return refused;
			}
		}
		return windowMisfit(request.messages());
	}

	private @Nullable Misfit refused(ChatRequest request) {
		if (this.model.has(Quirk.NO_TOOLS) && !request.toolUse().tools().isEmpty()) {
			return refuses("tools, of which the request has " + request.toolUse().tools().size());
		}
		if (this.model.has(Quirk.NO_FORCED_TOOLS) && isForced(request.toolUse().choice())) {
			return refuses("to be forced to call a tool, as the request does");
		}
		if (this.model.has(Quirk.NO_IMAGES) && hasImage(request.messages())) {
			return refuses("images, of which the request has some");
		}
		if (this.model.has(Quirk.NO_PREFILL) && endsWithAssistant(request.messages())) {
			return refuses("to continue an assistant's message, with which the request ends");
		}
		return null;
	}

	private static Misfit refuses(String what) {
		return new Misfit(FailureKind.INVALID_REQUEST, "the model refuses " + what);
	}

	private static boolean isForced(Tool.@Nullable Choice choice) {
		return choice != null && (choice.mode() == Mode.REQUIRED || choice.mode() == Mode.NAMED);
	}

	private static boolean hasImage(List<Message> messages) {
		for (Message message : messages) {
			for (Content piece : message.content()) {
				if (piece instanceof Content.ImageUrl || piece instanceof Content.ImageData) {
					return true;
				}
			}
		}
		return false;
	}

	private static boolean endsWithAssistant(List<Message> messages) {
		int last = messages.size() - 1;
		while (last > 0 && messages.get(last) instanceof Message.System) {
			last--;
		}
		return messages.get(last) instanceof Message.Assistant;
	}

	@Nullable Misfit windowMisfit(List<Message> messages) {
		if (!this.model.known() || leastTokens(messages) <= this.model.contextWindow()) {
			return null;
		}
		long leastTokens = leastTokens(this.least.apply(messages));
		if (leastTokens <= this.model.contextWindow()) {
			return null;
		}
		return new Misfit(FailureKind.CONTEXT_WINDOW_EXCEEDED, "'messages' have at least " + leastTokens
				+ " tokens, more than the model's context window of " + this.model.contextWindow());
	}

	/**
	 * Return whether it makes sense to ask this model where another one has found a
	 * prompt too long: it has a larger window, or one that holds the prompt by a cautious
	 * estimate.
	 * @param messages the prompt
	 * @param tooSmall the model that refused it
	 * @return whether to ask
	 */
	public boolean mayHold(List<Message> messages, ModelFit tooSmall) {
		return this.model.contextWindow() > tooSmall.model.contextWindow()
				|| characters(messages) / FEWEST_CHARACTERS_PER_TOKEN <= this.model.contextWindow();
	}

	private static long leastTokens(List<Message> messages) {
		return characters(messages) / MOST_CHARACTERS_PER_TOKEN;
	}

	private static long characters(List<Message> messages) {
		long characters = 0;
		for (Message message : messages) {
			for (Content piece : message.content()) {
				characters += (piece instanceof Content.Text text) ? text.text().length() : 0;
			}
		}
		return characters;
	}

}
