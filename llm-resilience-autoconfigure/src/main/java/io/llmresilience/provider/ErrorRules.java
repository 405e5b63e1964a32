package io.llmresilience.provider;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.llmresilience.FailureKind;

/**
 * Says what errors mean: first by a dialect's own certain signs, then by those of the
 * cloud platforms in front of any dialect, then by the dialect's likely signs, by common
 * phrases and by the dialect's vague words, and last by the HTTP status. The first rule
 * that applies decides. Immutable and thread-safe.
 */
public final class ErrorRules {

	private static final int OK = 200;

	private static final List<ErrorRule> PLATFORMS = List.of(
			ErrorRule.words(FailureKind.QUOTA_EXHAUSTED, "billing_disabled"),
			ErrorRule.text(FailureKind.QUOTA_EXHAUSTED, "perday", "prepayment credits", "spending cap")
				.at(OK, 400, 402, 429),
			ErrorRule.text(FailureKind.QUOTA_EXHAUSTED, "out of call volume quota").at(403, 429),
			ErrorRule.words(FailureKind.AUTHENTICATION, "api_key_invalid", "unauthenticated"),
			ErrorRule.words(FailureKind.PERMISSION, "permission_denied", "permissiondenied", "accessdeniedexception"),
			ErrorRule.text(FailureKind.PERMISSION, "location is not supported").at(OK, 400),
			ErrorRule.words(FailureKind.OVERLOADED, "model_capacity_exhausted", "unavailable",
					"serviceunavailableexception", "serviceunavailable"),
			ErrorRule
				.words(FailureKind.RATE_LIMITED, "resource_exhausted", "throttlingexception", "modelnotreadyexception")
				.notAt(401, 403),
			ErrorRule.text(FailureKind.RATE_LIMITED, "please retry in ").at(OK, 429),
			ErrorRule.words(FailureKind.TIMEOUT, "deadline_exceeded", "modeltimeoutexception"));

	private static final List<ErrorRule> COMMON = List.of(ErrorRule
		.text(FailureKind.CONTEXT_WINDOW_EXCEEDED, "maximum context length is", "maximum context limit",
				"longer than the model's context length", "context length is only", "maximum input length",
				"maximum prompt length", "reduce the length of the messages", "reduce the length of the input prompt",
				"input tokens exceed the configured limit", "exceed context limit", "exceed context window",
				"exceeds the context window", "exceeds the maximum number of tokens allowed", "available context size",
				"prompt is too long", "input is too long for requested model",
				"`inputs` tokens + `max_new_tokens` must be", "max_new_tokens must be <=")
		.at(OK, 400, 403, 413, 422, 500),
			ErrorRule
				.text(FailureKind.MODEL_NOT_FOUND, "has been deprecated", "is deprecated", "decommissioned",
						"has been retired", "no longer available", "no longer supported")
				.about("model", "deployment")
				.at(OK, 400, 404, 410),
			ErrorRule.text(FailureKind.MODEL_NOT_FOUND, "model", "deployment").at(404),
			ErrorRule.text(FailureKind.OVERLOADED, "overloaded", "high demand", "server busy", "temporarily unable to")
				.at(OK, 429, 500, 502),
			ErrorRule.text(FailureKind.RATE_LIMITED, "too many tokens, please wait", "too many requests", "throttling")
				.at(OK, 400, 500, 502),
			ErrorRule.text(FailureKind.RATE_LIMITED, "rate limit", "rate_limit", "rate-limit").at(OK, 500, 502),
			ErrorRule.text(FailureKind.RATE_LIMITED, "429").at(OK));

	private static final Map<Integer, FailureKind> STATUSES = Map.ofEntries(Map.entry(400, FailureKind.INVALID_REQUEST),
			Map.entry(401, FailureKind.AUTHENTICATION), Map.entry(402, FailureKind.QUOTA_EXHAUSTED),
			Map.entry(403, FailureKind.PERMISSION), Map.entry(405, FailureKind.INVALID_REQUEST),
			Map.entry(408, FailureKind.TIMEOUT), Map.entry(409, FailureKind.SERVER_ERROR),
			Map.entry(410, FailureKind.MODEL_NOT_FOUND), Map.entry(413, FailureKind.REQUEST_TOO_LARGE),
			Map.entry(415, FailureKind.INVALID_REQUEST), Map.entry(422, FailureKind.INVALID_REQUEST),
			Map.entry(424, FailureKind.SERVER_ERROR), Map.entry(429, FailureKind.RATE_LIMITED),
			Map.entry(498, FailureKind.OVERLOADED), Map.entry(501, FailureKind.UNKNOWN),
			Map.entry(503, FailureKind.OVERLOADED), Map.entry(504, FailureKind.TIMEOUT),
			Map.entry(505, FailureKind.UNKNOWN), Map.entry(522, FailureKind.TIMEOUT),
			Map.entry(524, FailureKind.TIMEOUT), Map.entry(529, FailureKind.OVERLOADED));

	private final List<ErrorRule> rules;

	/**
	 * Create the rules of a dialect.
	 * @param certain what decides before anything else, in order
	 * @param likely what decides after the platforms' words, in order
	 * @param vague what decides before the HTTP status, in order
	 */
	public ErrorRules(List<ErrorRule> certain, List<ErrorRule> likely, List<ErrorRule> vague) {
		this.rules = Stream.of(certain, PLATFORMS, likely, COMMON, vague).flatMap(List::stream).toList();
	}

	/**
	 * Say what an error means.
	 * @param error the error
	 * @return the kind, never {@code null}
	 */
	public FailureKind classify(ProviderError error) {
		ErrorBody body = ErrorBody.of(error);
		int status = statusOf(error, body);
		Set<String> words = body.words();
		for (ErrorRule rule : this.rules) {
			if (rule.matches(status, words, body.text())) {
				return rule.kind();
			}
		}
		return byStatus(status, body);
	}

	private static int statusOf(ProviderError error, ErrorBody body) {
		return (error.status() >= 300) ? error.status() : Math.max(OK, body.status());
	}

	private static FailureKind byStatus(int status, ErrorBody body) {
		if (status == OK) {
			return body.isReadable() ? FailureKind.SERVER_ERROR : FailureKind.MALFORMED;
		}
		return STATUSES.getOrDefault(status, (status >= 500) ? FailureKind.SERVER_ERROR : FailureKind.UNKNOWN);
	}

}
