package io.llmresilience.provider;

import java.util.ArrayList;
import java.util.List;

import io.llmresilience.FailureKind;

import static io.llmresilience.provider.ErrorRow.anthropic;
import static io.llmresilience.provider.ErrorRow.openai;

/**
 * Errors of the clouds in front of models: Azure, Google, AWS.
 */
final class CloudErrorRows {

	private CloudErrorRows() {
	}

	static List<ErrorRow> all() {
		List<ErrorRow> rows = new ArrayList<>();
		azure(rows);
		azureAccess(rows);
		google(rows);
		aws(rows);
		return rows;
	}

	private static void azure(List<ErrorRow> rows) {
		rows.add(openai("Azure rate in the text", 429, """
				{"error":{"code":"429","message":"Requests to the ChatCompletions_Create Operation have exceeded token \
				rate limit of your current OpenAI S0 pricing tier. Please retry after 26 seconds. CANARY-7f3a"}}""")
			.means(FailureKind.RATE_LIMITED)
			.hints("PT26S"));
		rows.add(openai("Azure rate without a hint", 429, """
				{"error":{"code":"429","message":"Rate limit is exceeded. CANARY-7f3a"}}""")
			.header("x-ratelimit-remaining-requests", "-1")
			.header("x-ratelimit-reset-requests", "0")
			.means(FailureKind.RATE_LIMITED));
		rows.add(openai("Azure API Management rate", 429, """
				{"statusCode":429,"message":"Rate limit is exceeded. Try again in 21 seconds. CANARY-7f3a"}""")
			.means(FailureKind.RATE_LIMITED)
			.hints("PT21S"));
		rows.add(openai("Azure high demand", 429, """
				{"error":{"code":"429","message":"The system is currently experiencing high demand and cannot process \
				your request. Please retry after 20 seconds. CANARY-7f3a"}}""").means(FailureKind.OVERLOADED)
			.hints("PT20S"));
		rows.add(openai("Azure API Management quota", 403,
				"""
						{"statusCode":403,"message":"Out of call volume quota. Quota will be replenished in 00:12:34. CANARY-7f3a"}""")
			.means(FailureKind.QUOTA_EXHAUSTED));
		rows.add(openai("Azure content filter", 400, """
				{"error":{"message":"The response was filtered due to the prompt triggering Azure OpenAI's content \
				management policy. CANARY-7f3a","type":null,"param":"prompt","code":"content_filter","status":400,\
				"innererror":{"code":"ResponsibleAIPolicyViolation","content_filter_result":{"jailbreak":\
				{"filtered":true,"detected":true}}}}}""").means(FailureKind.CONTENT_FILTERED));
		rows.add(openai("Azure inner content filter", 400,
				"""
						{"error":{"message":"CANARY-7f3a","code":"BadRequest","innererror":{"code":"ResponsibleAIPolicyViolation"}}}""")
			.means(FailureKind.CONTENT_FILTERED));
	}

	private static void azureAccess(List<ErrorRow> rows) {
		rows.add(openai("Azure deployment", 404, """
				{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist. \
				CANARY-7f3a"}}""").means(FailureKind.MODEL_NOT_FOUND));
		rows.add(openai("Azure wrong path", 404, """
				{"error":{"code":"404","message":"Resource not found CANARY-7f3a"}}""").means(FailureKind.UNKNOWN));
		rows.add(openai("Azure gone", 410, """
				{"error":{"code":"Gone","message":"CANARY-7f3a"}}""").means(FailureKind.MODEL_NOT_FOUND));
		rows.add(openai("Azure deprecated deployment", 400, """
				{"error":{"code":"BadRequest","message":"The deployment is deprecated CANARY-7f3a"}}""")
			.means(FailureKind.MODEL_NOT_FOUND));
		rows.add(openai("Azure 401", 401, """
				{"error":{"code":"401","message":"Access denied due to invalid subscription key CANARY-7f3a"}}""")
			.means(FailureKind.AUTHENTICATION));
		rows.add(openai("Azure 401 of the gateway", 401, """
				{"statusCode":401,"message":"Unauthorized. Access token is missing CANARY-7f3a"}""")
			.means(FailureKind.AUTHENTICATION));
		rows.add(openai("Azure principal", 401, """
				{"error":{"code":"PermissionDenied","message":"The principal lacks the data action CANARY-7f3a"}}""")
			.means(FailureKind.PERMISSION));
		rows.add(openai("Azure network", 403,
				"""
						{"error":{"code":"403","message":"Access denied due to Virtual Network/Firewall rules. CANARY-7f3a"}}""")
			.means(FailureKind.PERMISSION));
		rows.add(openai("Azure 408", 408, """
				{"error":{"code":"Timeout","message":"The operation was timeout. CANARY-7f3a"}}""")
			.means(FailureKind.TIMEOUT));
	}

	private static void google(List<ErrorRow> rows) {
		rows.add(openai("Gemini rate", 429,
				gemini("You exceeded your current quota, please check your plan and billing "
						+ "details... Please retry in 58.934310785s.",
						"GenerateRequestsPerMinutePerProjectPerModel-FreeTier"))
			.means(FailureKind.RATE_LIMITED)
			.hints("PT58S"));
		rows.add(openai("Gemini per day", 429,
				gemini("You exceeded your current quota.", "GenerateRequestsPerDayPerProjectPerModel-FreeTier"))
			.means(FailureKind.QUOTA_EXHAUSTED));
		rows.add(openai("Gemini rate without status", 429, """
				{"error":{"code":429,"message":"You exceeded your current quota, please check your plan and billing \
				details. Please retry in 3s. CANARY-7f3a"}}""").means(FailureKind.RATE_LIMITED).hints("PT3S"));
		rows.add(google("prepayment", 429, "RESOURCE_EXHAUSTED", "Your prepayment credits are depleted.",
				FailureKind.QUOTA_EXHAUSTED));
		rows.add(google("spending cap", 429, "RESOURCE_EXHAUSTED", "Your project has exceeded its spending cap.",
				FailureKind.QUOTA_EXHAUSTED));
		rows.add(google("location", 400, "FAILED_PRECONDITION", "User location is not supported for the API use.",
				FailureKind.PERMISSION));
		rows.add(google("overload", 503, "UNAVAILABLE", "The model is overloaded. Please try again later.",
				FailureKind.OVERLOADED));
		rows.add(google("overload as 429", 429, "MODEL_CAPACITY_EXHAUSTED", "No capacity.", FailureKind.OVERLOADED));
		rows.add(google("model", 404, "NOT_FOUND", "models/x is not found for API version v1beta",
				FailureKind.MODEL_NOT_FOUND));
		rows.add(google("context", 400, "INVALID_ARGUMENT",
				"The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
				FailureKind.CONTEXT_WINDOW_EXCEEDED));
		rows.add(google("argument", 400, "INVALID_ARGUMENT", "Unknown name.", FailureKind.INVALID_REQUEST));
		rows.add(google("deadline", 504, "DEADLINE_EXCEEDED", "Too late.", FailureKind.TIMEOUT));
		rows.add(openai("Gemini key", 400, """
				[{"error":{"code":400,"message":"API key not valid. Please pass a valid API key. CANARY-7f3a",
				"status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo",
				"reason":"API_KEY_INVALID","domain":"googleapis.com"}]}}]""").means(FailureKind.AUTHENTICATION));
		rows.add(openai("Gemini document in the text", 400,
				"""
						{"error":{"code":400,"status":"Bad Request","message":"{\\n \\"error\\": {\\"code\\": 400, \\"message\\": \
						\\"API key not valid. CANARY-7f3a\\", \\"status\\": \\"INVALID_ARGUMENT\\"}}\\n"}}""")
			.means(FailureKind.AUTHENTICATION));
		rows.add(anthropic("Vertex billing", 403, """
				{"error":{"code":403,"message":"This API method requires billing to be enabled. CANARY-7f3a",
				"status":"PERMISSION_DENIED","details":[{"reason":"BILLING_DISABLED","domain":"googleapis.com"}]}}""")
			.means(FailureKind.QUOTA_EXHAUSTED));
		rows.add(anthropic("Vertex rate", 429, """
				[{"error":{"code":429,"message":"Resource exhausted. CANARY-7f3a","status":"RESOURCE_EXHAUSTED"}}]""")
			.means(FailureKind.RATE_LIMITED));
	}

	private static void aws(List<ErrorRow> rows) {
		String busy = """
				{"message":"Too many tokens, please wait before trying again. CANARY-7f3a"}""";
		rows.add(openai("Bedrock rate", 429, busy).header("x-amzn-errortype", "ThrottlingException:http://x/")
			.means(FailureKind.RATE_LIMITED));
		rows.add(openai("Bedrock rate as 400", 400, busy).means(FailureKind.RATE_LIMITED));
		rows.add(anthropic("Bedrock typed rate as 400", 400, """
				{"__type":"ThrottlingException","message":"CANARY-7f3a"}""").means(FailureKind.RATE_LIMITED));
		rows.add(anthropic("Bedrock context", 400, """
				{"message":"Input is too long for requested model. CANARY-7f3a"}""")
			.means(FailureKind.CONTEXT_WINDOW_EXCEEDED));
		rows.add(openai("Bedrock max tokens", 400, """
				{"message":"The maximum tokens you requested exceeds the model limit of 32768 CANARY-7f3a"}""")
			.means(FailureKind.INVALID_REQUEST));
		rows.add(anthropic("AWS signature", 403, """
				{"message":"The request signature we calculated does not match CANARY-7f3a"}""")
			.means(FailureKind.PERMISSION));
		rows.add(anthropic("AWS expired token", 403, """
				{"message":"The security token included in the request is expired CANARY-7f3a"}""")
			.means(FailureKind.PERMISSION));
		rows.add(anthropic("Bedrock model error", 424, """
				{"message":"CANARY-7f3a"}""").means(FailureKind.SERVER_ERROR));
	}

	private static ErrorRow google(String name, int status, String word, String message, FailureKind kind) {
		return openai("Gemini " + name, status, """
				{"error":{"code":%d,"message":"%s CANARY-7f3a","status":"%s"}}""".formatted(status, message, word))
			.means(kind);
	}

	private static String gemini(String message, String quotaId) {
		return """
				[{"error":{"code":429,"message":"%s CANARY-7f3a","status":"RESOURCE_EXHAUSTED","details":[
				{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaId":"%s"}]},
				{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"58s"}]}}]""".formatted(message,
				quotaId);
	}

}
