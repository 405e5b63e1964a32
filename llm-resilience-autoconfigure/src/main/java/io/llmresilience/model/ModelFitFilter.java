package io.llmresilience.model;

import java.util.List;
import java.util.Objects;

import reactor.core.publisher.Flux;

import io.llmresilience.CallRefusedException;
import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.ChatFilter;
import io.llmresilience.ChatRequest;
import io.llmresilience.Content;
import io.llmresilience.FailureKind;
import io.llmresilience.Message;

/**
 * Makes a request fit its model: the output limit is always set and clamped, and a prompt
 * that cannot possibly fit the context window is refused before anything is sent.
 */
public final class ModelFitFilter implements ChatFilter {

	/**
	 * No tokenizer makes fewer tokens than one of eight characters from text that people
	 * or programs write; ordinary English has four characters per token.
	 */
	private static final int MOST_CHARACTERS_PER_TOKEN = 8;

	private final ModelSpec model;

	private final OutputSettings settings;

	/**
	 * Create the filter of one route.
	 * @param model the route's model
	 * @param settings how long answers may be
	 */
	public ModelFitFilter(ModelSpec model, OutputSettings settings) {
		this.model = Objects.requireNonNull(model, "'model' must not be null");
		this.settings = Objects.requireNonNull(settings, "'settings' must not be null");
	}

	@Override
	public Flux<ChatEvent> filter(ChatCall call, ChatExchange next) {
		ChatRequest request = call.request();
		long leastTokens = characters(request.messages()) / MOST_CHARACTERS_PER_TOKEN;
		if (this.model.known() && leastTokens > this.model.contextWindow()) {
			return Flux.error(() -> new CallRefusedException(FailureKind.CONTEXT_WINDOW_EXCEEDED, this.model.id(),
					"'messages' have at least " + leastTokens + " tokens, more than the model's context window of "
							+ this.model.contextWindow() + "; shorten them or use a model with a larger window"));
		}
		return next.exchange(call.withRequest(request.withOutput(this.settings.fit(request.output(), this.model))));
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
