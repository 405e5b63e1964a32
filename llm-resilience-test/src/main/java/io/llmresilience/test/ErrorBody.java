package io.llmresilience.test;

import tools.jackson.databind.node.ObjectNode;

/**
 * Lays an error out as the body each provider sends.
 */
final class ErrorBody {

	private ErrorBody() {
	}

	static ObjectNode of(ProviderError error, AnswerContext context) {
		return (context.dialect() == Dialect.OPENAI) ? openAi(error) : anthropic(error, context);
	}

	private static ObjectNode openAi(ProviderError error) {
		ObjectNode body = Json.object();
		body.putObject("error")
			.put("message", error.message())
			.put("type", error.type())
			.put("param", error.param())
			.put("code", error.code());
		return body;
	}

	private static ObjectNode anthropic(ProviderError error, AnswerContext context) {
		ObjectNode body = Json.object().put("type", "error");
		body.putObject("error").put("type", error.type()).put("message", error.message());
		return body.put("request_id", context.ids().request(Dialect.ANTHROPIC));
	}

}
