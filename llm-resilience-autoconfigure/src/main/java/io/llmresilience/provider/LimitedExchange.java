package io.llmresilience.provider;

import java.time.InstantSource;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;

import io.llmresilience.LlmException;
import io.llmresilience.LlmException.Sent;
import io.llmresilience.ratelimit.RateLimiter.Permit;

/**
 * One exchange of a client that is not ours, from its permit to its response, whose body
 * ends the permit. The permit itself sees to it that only the first end counts.
 */
final class LimitedExchange {

	private static final Runnable NOTHING = () -> {
	};

	private final Permit permit;

	private final Dialect dialect;

	private final InstantSource clock;

	private volatile Runnable onCancel;

	LimitedExchange(Permit permit, Dialect dialect, InstantSource clock) {
		this.permit = permit;
		this.dialect = dialect;
		this.clock = clock;
		this.onCancel = permit::refund;
	}

	/**
	 * Performs the exchange. A cancel may also come after the response, and then counts
	 * until its body is being read.
	 */
	Mono<ClientResponse> exchange(ClientRequest request, ExchangeFunction next) {
		return Mono.defer(() -> {
			this.onCancel = this.permit::keep;
			return next.exchange(request);
		})
			.map(this::responded)
			.switchIfEmpty(Mono.fromRunnable(this.permit::keep))
			.doOnError(this::failed)
			.doOnCancel(() -> this.onCancel.run());
	}

	private ClientResponse responded(ClientResponse response) {
		this.permit.learn(this.dialect.limits(response.headers().asHttpHeaders(), this.clock.instant()));
		LimitedBody body = new LimitedBody(this.permit, response, this.dialect, this.clock);
		this.onCancel = body::cancelled;
		Flux<DataBuffer> watched = body.watch(response.body(BodyExtractors.toDataBuffers()))
			.doOnSubscribe((subscription) -> this.onCancel = NOTHING);
		return response.mutate().body((unread) -> watched).build();
	}

	private void failed(Throwable failure) {
		Sent sent = (failure instanceof LlmException llm) ? llm.sent() : TransportFailure.of(failure, false).sent();
		if (sent == Sent.NO) {
			this.permit.refund();
		}
		else {
			this.permit.keep();
		}
	}

}
