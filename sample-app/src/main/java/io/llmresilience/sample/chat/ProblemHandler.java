package io.llmresilience.sample.chat;

import java.time.Duration;

import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.reactive.result.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.server.ContentTooLargeException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebInputException;

import io.llmresilience.LlmException;

/**
 * Answers every error with a problem detail that holds nothing of the content.
 */
@RestControllerAdvice
class ProblemHandler extends ResponseEntityExceptionHandler {

	private final ProblemFactory problems;

	ProblemHandler(ProblemFactory problems) {
		this.problems = problems;
	}

	@ExceptionHandler
	ResponseEntity<Object> handle(LlmException failure) {
		HttpHeaders headers = new HttpHeaders();
		Duration retryAfter = failure.retryAfter();
		if (retryAfter != null) {
			headers.set(HttpHeaders.RETRY_AFTER, Long.toString(retryAfter.plusMillis(999).toSeconds()));
		}
		return answer(this.problems.of(failure), headers);
	}

	@ExceptionHandler
	ResponseEntity<Object> handle(InvalidBodyException invalid) {
		return answer(this.problems.of(invalid), HttpHeaders.EMPTY);
	}

	@ExceptionHandler(Exception.class)
	ResponseEntity<Object> handleUnexpected(Exception failure) {
		return answer(this.problems.ofUnexpected(failure), HttpHeaders.EMPTY);
	}

	@Override
	protected Mono<ResponseEntity<Object>> handleServerWebInputException(ServerWebInputException ex,
			HttpHeaders headers, HttpStatusCode status, ServerWebExchange exchange) {
		if (!exchange.getRequest().getPath().value().startsWith("/api/")) {
			return super.handleServerWebInputException(ex, headers, status, exchange);
		}
		return Mono.just(answer(this.problems.of(BodyErrors.explain(ex.getCause())), headers));
	}

	@Override
	protected Mono<ResponseEntity<Object>> handleResponseStatusException(ResponseStatusException ex,
			HttpHeaders headers, HttpStatusCode status, ServerWebExchange exchange) {
		if (ex instanceof ContentTooLargeException) {
			return Mono.just(answer(this.problems.ofTooLargeBody(), headers));
		}
		return super.handleResponseStatusException(ex, headers, status, exchange);
	}

	private static ResponseEntity<Object> answer(ProblemDetail problem, HttpHeaders headers) {
		return ResponseEntity.status(problem.getStatus())
			.headers(headers)
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.body(problem);
	}

}
