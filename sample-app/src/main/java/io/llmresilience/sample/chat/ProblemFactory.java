package io.llmresilience.sample.chat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;
import io.llmresilience.ProviderException;

/**
 * Turns failures into problem details (RFC 9457). Every one has the same fields;
 * {@code null} where nothing is known.
 */
@Component
class ProblemFactory {

	private static final Logger logger = LoggerFactory.getLogger(ProblemFactory.class);

	private final DataSize largestBody;

	ProblemFactory(@Value("${spring.http.codecs.max-in-memory-size}") DataSize largestBody) {
		this.largestBody = largestBody;
	}

	ProblemDetail of(LlmException failure) {
		ProblemDetail problem = problem(status(failure.kind()), failure.kind(), failure.getMessage());
		Duration retryAfter = failure.retryAfter();
		problem.setProperty("retryable", failure.retryable());
		problem.setProperty("retryAfterMs", (retryAfter != null) ? retryAfter.toMillis() : null);
		problem.setProperty("route", failure.route());
		problem.setProperty("trace", TraceEntry.listOf(failure.trace()));
		if (failure instanceof ProviderException provider) {
			problem.setProperty("requestId", provider.requestId());
			problem.setProperty("providerStatus", provider.status());
		}
		return problem;
	}

	ProblemDetail ofStream(Throwable failure) {
		boolean known = failure instanceof LlmException;
		ProblemDetail problem = known ? of((LlmException) failure) : ofUnexpected(failure);
		problem.setProperty("partialText", known ? ((LlmException) failure).partialText() : "");
		return problem;
	}

	ProblemDetail of(InvalidBodyException invalid) {
		ProblemDetail problem = problem(HttpStatus.BAD_REQUEST, FailureKind.INVALID_REQUEST, invalid.getMessage());
		problem.setProperty("field", invalid.field());
		return problem;
	}

	ProblemDetail ofTooLargeBody() {
		return problem(HttpStatus.CONTENT_TOO_LARGE, FailureKind.REQUEST_TOO_LARGE, "'body' must not be larger than "
				+ this.largestBody.toMegabytes() + " MB; send less or raise spring.http.codecs.max-in-memory-size");
	}

	/**
	 * Names the type of an unexpected failure only: its message may hold content.
	 */
	ProblemDetail ofUnexpected(Throwable failure) {
		StackTraceElement[] stack = failure.getStackTrace();
		logger.error("Unexpected {} at {}", failure.getClass().getName(), (stack.length > 0) ? stack[0] : "?");
		return problem(HttpStatus.INTERNAL_SERVER_ERROR, FailureKind.UNKNOWN,
				"The application itself failed; its log names the place");
	}

	private static ProblemDetail problem(HttpStatus status, FailureKind kind, @Nullable String detail) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
		String words = kind.name().toLowerCase(Locale.ROOT);
		problem.setType(URI.create("urn:llm-resilience:" + words.replace('_', '-')));
		problem.setTitle(StringUtils.capitalize(words.replace('_', ' ')));
		problem.setProperty("kind", kind);
		problem.setProperty("retryable", false);
		problem.setProperty("retryAfterMs", null);
		problem.setProperty("requestId", null);
		problem.setProperty("route", null);
		problem.setProperty("providerStatus", null);
		problem.setProperty("trace", List.of());
		return problem;
	}

	private static HttpStatus status(FailureKind kind) {
		return switch (kind) {
			case INVALID_REQUEST, CONTENT_FILTERED -> HttpStatus.BAD_REQUEST;
			case CONTEXT_WINDOW_EXCEEDED -> HttpStatus.CONTENT_TOO_LARGE;
			case RATE_LIMITED, RATE_LIMIT_WAIT, BUDGET_EXCEEDED, LOOP_DETECTED -> HttpStatus.TOO_MANY_REQUESTS;
			case QUEUE_FULL, CIRCUIT_OPEN, SHUTDOWN -> HttpStatus.SERVICE_UNAVAILABLE;
			case TIMEOUT, DEADLINE -> HttpStatus.GATEWAY_TIMEOUT;
			case AUTHENTICATION, PERMISSION, QUOTA_EXHAUSTED, REQUEST_TOO_LARGE, MODEL_NOT_FOUND, SERVER_ERROR,
					OVERLOADED, CONNECTION, INTERRUPTED, MALFORMED, UNKNOWN ->
				HttpStatus.BAD_GATEWAY;
		};
	}

}
