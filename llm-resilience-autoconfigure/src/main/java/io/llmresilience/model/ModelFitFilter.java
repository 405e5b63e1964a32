package io.llmresilience.model;

import java.util.Objects;

import reactor.core.publisher.Flux;

import io.llmresilience.CallRefusedException;
import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.ChatFilter;
import io.llmresilience.ChatRequest;

/**
 * Makes a request fit its model: the output limit is always set and clamped, and a prompt
 * that cannot possibly fit the context window is refused before anything is sent.
 */
public final class ModelFitFilter implements ChatFilter {

	private final ModelSpec model;

	private final ModelFit fit;

	private final OutputSettings settings;

	/**
	 * Create the filter of one route.
	 * @param model the route's model
	 * @param fit knows what the model can serve
	 * @param settings how long answers may be
	 */
	public ModelFitFilter(ModelSpec model, ModelFit fit, OutputSettings settings) {
		this.model = Objects.requireNonNull(model, "'model' must not be null");
		this.fit = Objects.requireNonNull(fit, "'fit' must not be null");
		this.settings = Objects.requireNonNull(settings, "'settings' must not be null");
	}

	@Override
	public Flux<ChatEvent> filter(ChatCall call, ChatExchange next) {
		ChatRequest request = call.request();
		Misfit misfit = this.fit.windowMisfit(request.messages());
		if (misfit != null) {
			return Flux.error(() -> new CallRefusedException(misfit.kind(), this.model.id(),
					misfit.reason() + "; shorten them or use a model with a larger window"));
		}
		return next.exchange(call.withRequest(request.withOutput(this.settings.fit(request.output(), this.model))));
	}

}
