package io.llmresilience.provider;

import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.Scheduler;

import org.springframework.web.reactive.function.client.WebClient;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.LlmException;
import io.llmresilience.model.ModelSpec;

/**
 * Performs one attempt: writes the request, sends it, and reads the answer, all in one
 * dialect. Never blocks.
 */
public final class ProviderExchange implements ChatExchange {

	private static final Logger logger = LoggerFactory.getLogger(ProviderExchange.class);

	/**
	 * Reactor's key for what becomes of a failure that comes after the caller has left;
	 * by itself it prints all of it as an error, and it may hold content.
	 */
	private static final String ON_ERROR_DROPPED = "reactor.onErrorDropped.local";

	private static final Consumer<Throwable> NOTE = (failure) -> logger.debug("{} after the caller had left",
			failure.getClass().getName());

	private final Endpoint endpoint;

	private final Dialect dialect;

	private final ModelSpec model;

	private final ErrorTranslator errors;

	private final AnswerDecoder decoder;

	/**
	 * Create the exchange of one route.
	 * @param client the provider's client, with base address and default headers
	 * @param dialect what the provider speaks
	 * @param model the route's model
	 * @param settings what an answer may take of this machine
	 * @param clock tells the time
	 * @param timer where timers run
	 */
	public ProviderExchange(WebClient client, Dialect dialect, ModelSpec model, HttpSettings settings,
			InstantSource clock, Scheduler timer) {
		Objects.requireNonNull(client, "'client' must not be null");
		this.dialect = Objects.requireNonNull(dialect, "'dialect' must not be null");
		this.model = Objects.requireNonNull(model, "'model' must not be null");
		this.endpoint = Endpoint.of(client, dialect.path());
		this.errors = new ErrorTranslator(dialect, model.id(), clock);
		this.decoder = new AnswerDecoder(dialect, model.id(), this.errors, settings, clock, timer);
	}

	@Override
	public Flux<ChatEvent> exchange(ChatCall call) {
		return Flux.defer(() -> {
			// As bytes, since Spring's encoders log the values they write
			byte[] body = this.dialect.write(call.request(), this.model, call.streamed());
			OpenRequest open = new OpenRequest();
			return this.endpoint.exchange(body, call.streamed(), open)
				.flatMapMany((answer) -> this.decoder.decode(answer, call.streamed()))
				.doFinally((end) -> {
					if (end == SignalType.CANCEL) {
						open.cancel();
					}
				});
		})
			.onErrorMap((failure) -> !(failure instanceof LlmException),
					(failure) -> this.errors.transport(failure, null))
			.contextWrite((context) -> context.put(ON_ERROR_DROPPED, NOTE));
	}

}
