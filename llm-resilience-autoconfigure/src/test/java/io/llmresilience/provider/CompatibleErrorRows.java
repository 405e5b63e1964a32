package io.llmresilience.provider;

import java.util.ArrayList;
import java.util.List;

import io.llmresilience.FailureKind;

import static io.llmresilience.provider.ErrorRow.openai;
import static io.llmresilience.provider.ErrorRow.openaiBody;

/**
 * Errors of servers that imitate OpenAI.
 */
final class CompatibleErrorRows {

	private CompatibleErrorRows() {
	}

	static List<ErrorRow> all() {
		List<ErrorRow> rows = new ArrayList<>();
		groqAndMistral(rows);
		openRouter(rows);
		vllmAndOllama(rows);
		contexts(rows);
		others(rows);
		return rows;
	}

	private static void groqAndMistral(List<ErrorRow> rows) {
		rows.add(openai("Groq 413 tokens per minute", 413, openaiBody("tokens", "rate_limit_exceeded",
				"Request too large for model `x` on tokens per minute (TPM): Limit 6000, Requested 6294, please reduce your message size and try again."))
			.means(FailureKind.REQUEST_TOO_LARGE));
		rows.add(openai("Groq 413 without the phrase", 413, openaiBody("tokens", "rate_limit_exceeded", "Too big."))
			.means(FailureKind.REQUEST_TOO_LARGE));
		rows.add(openai("Groq 498", 498, openaiBody("server_error", "capacity_exceeded", "Flex is full."))
			.means(FailureKind.OVERLOADED));
		rows.add(openai("Groq 498 without a body", 498, "").sentAs(null).means(FailureKind.OVERLOADED));
		rows.add(openai("Groq 499", 499, openaiBody("server_error", null, "Cancelled.")).means(FailureKind.UNKNOWN));
		rows.add(openai("Groq 400 decommissioned", 400,
				openaiBody("invalid_request_error", "model_decommissioned",
						"The model `x` has been decommissioned and is no longer supported."))
			.means(FailureKind.MODEL_NOT_FOUND));
		rows.add(openai("Groq 400 organization", 400,
				openaiBody("invalid_request_error", "organization_restricted", "Restricted."))
			.means(FailureKind.PERMISSION));
		rows.add(openai("Mistral rate", 429, """
				{"object":"error","message":"Rate limit exceeded CANARY-7f3a","type":"rate_limited","param":null,
				"code":"1300","raw_status_code":429}""").means(FailureKind.RATE_LIMITED));
		rows.add(openai("Mistral bare message", 429, """
				{"message":"Requests rate limit exceeded CANARY-7f3a"}""").means(FailureKind.RATE_LIMITED));
		rows.add(openai("Mistral capacity", 429, """
				{"object":"error","message":"Service tier capacity exceeded for this model. CANARY-7f3a",
				"type":"service_tier_capacity_exceeded","param":null,"code":"3505"}""").means(FailureKind.OVERLOADED));
		rows.add(openai("Mistral 401 detail", 401, """
				{"detail":"Unauthorized CANARY-7f3a"}""").means(FailureKind.AUTHENTICATION));
		rows.add(openai("Mistral 422 detail", 422,
				"""
						{"detail":[{"type":"missing","loc":["body","messages"],"msg":"Field required","input":"CANARY-7f3a"}]}""")
			.means(FailureKind.INVALID_REQUEST));
	}

	private static void openRouter(List<ErrorRow> rows) {
		rows.add(openai("OpenRouter 402", 402, """
				{"error":{"code":402,"message":"Insufficient credits CANARY-7f3a"},"user_id":"user_x"}""")
			.means(FailureKind.QUOTA_EXHAUSTED));
		rows.add(openai("OpenRouter 402 too expensive", 402, """
				{"error":{"code":402,"message":"This request requires more credits, or fewer max_tokens. CANARY-7f3a",
				"metadata":{"limit_source":"weight_exceeds_budget"}}}""").means(FailureKind.QUOTA_EXHAUSTED));
		rows.add(openai("OpenRouter 402 in flight", 402, """
				{"error":{"code":402,"message":"Insufficient credits CANARY-7f3a",
				"metadata":{"limit_source":"openrouter_in_flight_budget"}}}""").header("Retry-After", "2")
			.means(FailureKind.RATE_LIMITED)
			.hints("PT2S"));
		rows.add(openai("OpenRouter 403 key limit", 403, """
				{"error":{"code":403,"message":"Key limit exceeded (total limit). CANARY-7f3a"}}""")
			.means(FailureKind.QUOTA_EXHAUSTED));
		rows.add(openai("OpenRouter 403 moderation", 403,
				"""
						{"error":{"code":403,"message":"Your chosen model requires moderation CANARY-7f3a",
						"metadata":{"reasons":["violence"],"flagged_input":"CANARY-7f3a","provider_name":"X","model_slug":"y"}}}""")
			.means(FailureKind.CONTENT_FILTERED));
		rows.add(openai("OpenRouter raw JSON", 400,
				"""
						{"error":{"code":400,"message":"Provider returned error","metadata":{"raw":"{\\"error\\":{\\"message\\":\
						\\"CANARY-7f3a\\",\\"type\\":\\"invalid_request_error\\",\\"code\\":\\"context_length_exceeded\\"}}",\
						"provider_name":"Azure","is_byok":false}}}""")
			.means(FailureKind.CONTEXT_WINDOW_EXCEEDED));
		rows.add(openai("OpenRouter raw text", 429,
				"""
						{"error":{"code":429,"message":"Provider returned error","metadata":{"raw":"x is temporarily rate-limited \
						upstream. Please retry after 3 seconds CANARY-7f3a"}}}""")
			.means(FailureKind.RATE_LIMITED)
			.hints("PT3S"));
		rows.add(openai("OpenRouter free models per day", 429, """
				{"error":{"message":"Rate limit exceeded: free-models-per-day. CANARY-7f3a","code":429,
				"metadata":{"headers":{"X-RateLimit-Remaining":"0","X-RateLimit-Reset":"1777420800000"},
				"limit_source":"openrouter_free_tier_daily"}}}""").means(FailureKind.QUOTA_EXHAUSTED));
		rows.add(openai("OpenRouter 200 with code 429", 200, """
				{"error":{"code":429,"message":"Slower CANARY-7f3a"}}""").means(FailureKind.RATE_LIMITED));
		rows.add(openai("OpenRouter 200 with code 502", 200, """
				{"error":{"code":502,"message":"Provider returned error CANARY-7f3a"},"user_id":"user_x"}""")
			.means(FailureKind.SERVER_ERROR));
	}

	private static void vllmAndOllama(List<ErrorRow> rows) {
		rows.add(openai("vLLM old context", 400,
				"""
						{"object":"error","message":"This model's maximum context length is 2048 tokens. However, you requested \
						2723 tokens. CANARY-7f3a","type":"BadRequestError","param":null,"code":400}""")
			.means(FailureKind.CONTEXT_WINDOW_EXCEEDED));
		rows.add(openai("vLLM new context", 400, """
				{"error":{"message":"You passed 1015 input tokens and requested 10 output tokens. However, the model's \
				context length is only 1024 tokens, resulting in a maximum input length of 1014 tokens. CANARY-7f3a",\
				"type":"BadRequestError","param":"input_tokens","code":400}}""")
			.means(FailureKind.CONTEXT_WINDOW_EXCEEDED));
		rows.add(openai("vLLM model", 404, """
				{"error":{"message":"The model `x` does not exist. CANARY-7f3a","type":"NotFoundError","code":404}}""")
			.means(FailureKind.MODEL_NOT_FOUND));
		rows.add(openai("vLLM 401", 401, """
				{"error":"Unauthorized"}""").means(FailureKind.AUTHENTICATION));
		rows.add(openai("vLLM 501", 501, """
				{"error":{"message":"CANARY-7f3a","type":"NotImplementedError","code":501}}""")
			.means(FailureKind.UNKNOWN));
		rows.add(openai("Ollama model", 404, openaiBody("not_found_error", null, "model \\\"x\\\" not found"))
			.means(FailureKind.MODEL_NOT_FOUND));
		rows.add(openai("Ollama busy", 503,
				openaiBody("api_error", null, "server busy, please try again.  maximum pending requests exceeded"))
			.means(FailureKind.OVERLOADED));
		rows.add(openai("Ollama 401", 401, openaiBody("api_error", null, "no")).means(FailureKind.AUTHENTICATION));
		rows.add(openai("Ollama 429", 429, openaiBody("api_error", null, "no")).means(FailureKind.RATE_LIMITED));
		rows.add(openai("Ollama native path", 404, """
				{"error":"model 'x' not found CANARY-7f3a"}""").means(FailureKind.MODEL_NOT_FOUND));
	}

	private static void contexts(List<ErrorRow> rows) {
		for (String text : List.of("`inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000 and 20",
				"The input is longer than the model's context length",
				"The input tokens exceed the configured limit of 9", "The request would exceed context limit: 9 > 8",
				"Requested tokens (2285) exceed context window of 2048", "The model has a maximum context limit of 8",
				"This endpoint's maximum context length is 32768 tokens.",
				"The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
				"the request exceeds the available context size, try increasing it",
				"Please reduce the length of the messages or completion. Current length is 9000 while limit is 8192",
				"This model's maximum prompt length is 131072 but the request contains 140000 tokens.")) {
			rows.add(openai("context: " + text, 400, """
					{"error":"%s CANARY-7f3a","error_type":"validation"}""".formatted(text))
				.means(FailureKind.CONTEXT_WINDOW_EXCEEDED));
		}
		rows.add(openai("llama.cpp context as 500", 500,
				"""
						{"error":{"code":500,"message":"too long CANARY-7f3a","type":"exceed_context_size_error","n_ctx":8192}}""")
			.means(FailureKind.CONTEXT_WINDOW_EXCEEDED));
		rows.add(openai("llama.cpp context as 200", 200,
				"""
						{"error":{"code":400,"message":"too long CANARY-7f3a","type":"exceed_context_size_error","n_ctx":8192}}""")
			.means(FailureKind.CONTEXT_WINDOW_EXCEEDED));
		rows.add(openai("Together context as 403", 403, """
				{"error":{"message":"input + max_new_tokens must be <= 8193. CANARY-7f3a","type":"x","code":null}}""")
			.means(FailureKind.CONTEXT_WINDOW_EXCEEDED));
		rows.add(openai("DeepSeek context", 400,
				openaiBody("invalid_request_error", "invalid_request_error",
						"This model's maximum context length is 65536 tokens."))
			.means(FailureKind.CONTEXT_WINDOW_EXCEEDED));
	}

	private static void others(List<ErrorRow> rows) {
		rows.add(openai("DeepSeek balance", 402,
				openaiBody("unknown_error", "invalid_request_error", "Insufficient Balance"))
			.means(FailureKind.QUOTA_EXHAUSTED));
		rows.add(openai("DeepSeek key", 401,
				openaiBody("authentication_error", "invalid_request_error", "Authentication Fails (no such user)"))
			.means(FailureKind.AUTHENTICATION));
		rows.add(openai("xAI key", 400, """
				{"code":"Client specified an invalid argument","error":"Incorrect API key provided: CANARY-7f3a"}""")
			.means(FailureKind.AUTHENTICATION));
		rows.add(openai("Cerebras queue", 429, """
				{"message":"We're experiencing high traffic CANARY-7f3a","type":"too_many_requests_error",
				"param":"queue","code":"queue_exceeded"}""").means(FailureKind.OVERLOADED));
		rows.add(openai("Cerebras rate", 429,
				"""
						{"message":"Requests per minute CANARY-7f3a","type":"too_many_requests_error","code":"request_quota"}""")
			.means(FailureKind.RATE_LIMITED));
		rows.add(openai("relay without a wrapper", 500, """
				{"code":"do_request_failed","message":"CANARY-7f3a"}""").means(FailureKind.SERVER_ERROR));
		rows.add(openai("model deprecated", 404, openaiBody(null, null, "The model `x` has been deprecated."))
			.means(FailureKind.MODEL_NOT_FOUND));
		rows.add(openai("model deprecated as 400", 400, openaiBody(null, null, "The model `x` has been deprecated."))
			.means(FailureKind.MODEL_NOT_FOUND));
	}

}
