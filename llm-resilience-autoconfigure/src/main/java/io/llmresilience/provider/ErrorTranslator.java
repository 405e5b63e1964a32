package io.llmresilience.provider;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;

import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.client.WebClientException;

import io.llmresilience.FailureKind;
import io.llmresilience.LlmException.Sent;
import io.llmresilience.ProviderException;
import io.llmresilience.ProviderException.Extent;

/**
 * Translates what a provider or the network did into a {@link ProviderException}. Nothing
 * of what the provider wrote gets into it but codes and ids. Thread-safe.
 */
final class ErrorTranslator {

	private static final int LONGEST_REQUEST_ID = 128;

	/**
	 * How Anthropic, and Cloudflare in front of any provider, say that they mean the
	 * whole account instead of one model.
	 */
	private static final List<String> ACCOUNT_LIMITED = List.of("account's rate limit", "you are being rate limited");

	private static final List<String> OTHER_REQUEST_IDS = List.of("x-request-id", "request-id", "apim-request-id",
			"x-amzn-requestid", "cf-ray");

	private final Dialect dialect;

	private final String route;

	private final RetryHints hints;

	private final InstantSource clock;

	ErrorTranslator(Dialect dialect, String route, InstantSource clock) {
		this.dialect = dialect;
		this.route = route;
		this.hints = new RetryHints(clock);
		this.clock = clock;
	}

	/**
	 * Translate an answer that is an error by its HTTP status, or no answer at all in
	 * spite of it.
	 * @param status the HTTP status
	 * @param headers the response's headers
	 * @param body the body or its beginning
	 * @return the exception to raise
	 */
	ProviderException http(int status, HttpHeaders headers, byte[] body) {
		String text = new String(body, StandardCharsets.UTF_8);
		return event(new ProviderError(status, text, ErrorBody.json(text)), headers);
	}

	/**
	 * Translate an error that a provider reported, within a good answer or not.
	 * @param error the error
	 * @param headers the response's headers
	 * @return the exception to raise
	 */
	ProviderException event(ProviderError error, HttpHeaders headers) {
		FailureKind kind = this.dialect.classify(error);
		ErrorBody body = ErrorBody.of(error);
		return ProviderException.of(kind, this.route)
			.reason(reasonOf(kind))
			.status(error.status())
			.providerCode(body.code())
			.requestId(requestId(headers, body))
			.shouldRetry(shouldRetry(headers))
			.retryAfter(hint(kind, headers, error))
			.limits(this.dialect.limits(headers, this.clock.instant()))
			.sent(Sent.YES)
			.extent(extent(kind, error))
			.promptSize((kind == FailureKind.CONTEXT_WINDOW_EXCEEDED) ? PromptSizes.in(error.body()) : null)
			.build();
	}

	/**
	 * Say whom an error concerns.
	 * @param kind what it means
	 * @param error the error
	 * @return the route or the whole provider
	 */
	static Extent extent(FailureKind kind, ProviderError error) {
		String text = (kind == FailureKind.RATE_LIMITED) ? error.body().toLowerCase(Locale.ROOT) : "";
		return ACCOUNT_LIMITED.stream().anyMatch(text::contains) ? Extent.PROVIDER : Extent.ROUTE;
	}

	/**
	 * Translate a failure below HTTP.
	 * @param failure the failure, in whatever wrappers
	 * @param headers the response's headers, {@code null} if they had not arrived
	 * @return the exception to raise
	 */
	ProviderException transport(Throwable failure, @Nullable HttpHeaders headers) {
		Throwable root = unwrap(failure);
		TransportFailure meaning = TransportFailure.of(root, headers != null);
		return ProviderException.of(meaning.kind(), this.route)
			.reason(meaning.reason())
			.requestId((headers != null) ? requestId(headers) : null)
			.shouldRetry(meaning.shouldRetry())
			.sent(meaning.sent())
			.cause(SafeCause.of(root))
			.build();
	}

	private static Throwable unwrap(Throwable failure) {
		Throwable current = Exceptions.unwrap(failure);
		while (current instanceof WebClientException && current.getCause() != null) {
			current = Exceptions.unwrap(current.getCause());
		}
		return current;
	}

	private @Nullable Duration hint(FailureKind kind, HttpHeaders headers, ProviderError error) {
		boolean waitingHelps = kind == FailureKind.RATE_LIMITED || kind == FailureKind.OVERLOADED;
		return waitingHelps ? this.hints.of(headers, error) : this.hints.of(headers);
	}

	private static @Nullable Boolean shouldRetry(HttpHeaders headers) {
		String value = headers.getFirst("x-should-retry");
		if ("true".equals(value)) {
			return true;
		}
		return "false".equals(value) ? false : null;
	}

	private @Nullable String requestId(HttpHeaders headers, ErrorBody body) {
		String id = token(headers.getFirst(this.dialect.requestIdHeader()));
		id = (id != null) ? id : token(body.requestId());
		return (id != null) ? id : requestId(headers);
	}

	/**
	 * Find what identifies an exchange.
	 * @param headers the response's headers
	 * @return the id, {@code null} if there is none that is safe to print
	 */
	@Nullable String requestId(HttpHeaders headers) {
		String id = token(headers.getFirst(this.dialect.requestIdHeader()));
		for (String name : OTHER_REQUEST_IDS) {
			id = (id != null) ? id : token(headers.getFirst(name));
		}
		return id;
	}

	private static @Nullable String token(@Nullable String value) {
		if (value == null || value.isEmpty() || value.length() > LONGEST_REQUEST_ID) {
			return null;
		}
		for (int i = 0; i < value.length(); i++) {
			if (!isTokenCharacter(value.charAt(i))) {
				return null;
			}
		}
		return value;
	}

	private static boolean isTokenCharacter(char c) {
		return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || "-_.:".indexOf(c) >= 0;
	}

	private static String reasonOf(FailureKind kind) {
		return switch (kind) {
			case AUTHENTICATION -> "the key was not accepted";
			case PERMISSION -> "not permitted for this key or from here";
			case QUOTA_EXHAUSTED -> "credit or spending limit used up";
			case RATE_LIMITED -> "too many requests or tokens";
			case REQUEST_TOO_LARGE -> "the request is larger than ever accepted";
			case MODEL_NOT_FOUND -> "the model is unknown, retired or not for this key";
			case CONTEXT_WINDOW_EXCEEDED -> "the prompt does not fit the context window";
			case CONTENT_FILTERED -> "refused by the provider's safety rules";
			case INVALID_REQUEST -> "the request was refused as wrong";
			case OVERLOADED -> "the provider is overloaded";
			case TIMEOUT -> "the provider gave up waiting";
			case MALFORMED -> "the answer is not what the dialect says";
			default -> "the provider failed";
		};
	}

}
