package io.llmresilience.provider;

import java.time.InstantSource;

import reactor.core.publisher.Flux;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.client.ClientResponse;

import io.llmresilience.FailureKind;
import io.llmresilience.Usage;
import io.llmresilience.ratelimit.RateLimiter.Permit;

/**
 * The body of a response that belongs to somebody else: it passes as it is, and its end
 * ends the permit.
 */
final class LimitedBody {

	private final Permit permit;

	private final int status;

	private final HttpHeaders headers;

	private final Dialect dialect;

	private final RetryHints hints;

	private final BodyStart start = new BodyStart();

	LimitedBody(Permit permit, ClientResponse response, Dialect dialect, InstantSource clock) {
		this.permit = permit;
		this.status = response.statusCode().value();
		this.headers = response.headers().asHttpHeaders();
		this.dialect = dialect;
		this.hints = new RetryHints(clock);
	}

	Flux<DataBuffer> watch(Flux<DataBuffer> body) {
		Flux<DataBuffer> seen = isError() ? body.doOnNext(this.start::passed) : body;
		return seen.doOnComplete(() -> ended(this.start.text(), true))
			.doOnError((failure) -> ended(this.start.text(), false))
			.doOnCancel(this::cancelled);
	}

	/**
	 * Ends the permit of a body that nobody reads to its end. What has passed may still
	 * be changing, so an error is judged by its head.
	 */
	void cancelled() {
		ended("", false);
	}

	private void ended(String text, boolean whole) {
		if (isError()) {
			refused(text);
		}
		else if (whole) {
			this.permit.settle(Usage.UNKNOWN);
		}
		else {
			this.permit.keep();
		}
	}

	private void refused(String text) {
		ProviderError error = new ProviderError(this.status, text, ErrorBody.json(text));
		FailureKind kind = this.dialect.classify(error);
		if (kind == FailureKind.RATE_LIMITED) {
			this.permit.throttled(this.hints.of(this.headers, error), ErrorTranslator.extent(kind, error));
		}
		else {
			this.permit.keep();
		}
	}

	private boolean isError() {
		return this.status >= 400;
	}

}
