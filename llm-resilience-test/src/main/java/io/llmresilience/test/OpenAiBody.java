package io.llmresilience.test;

import java.util.stream.Collectors;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lays a message out as a whole Chat Completions body.
 */
final class OpenAiBody {

	private OpenAiBody() {
	}

	static ObjectNode of(Recipe reply, AnswerContext context) {
		Message message = reply.message();
		ObjectNode body = Json.object();
		body.put("id", context.ids().message(Dialect.OPENAI)).put("object", "chat.completion");
		body.put("created", context.createdAt()).put("model", context.modelOf(message));
		ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
		choice.set("message", said(message));
		choice.putNull("logprobs").put("finish_reason", FinishReasons.openAi(message));
		if (!reply.shape().has(Shape.Quirk.NO_USAGE)) {
			body.set("usage", OpenAiUsage.of(message.usage(), context.input(message), context.output(message)));
		}
		body.put("service_tier", context.serviceTierOf(message)).put("system_fingerprint", "fp_44709d6fcb");
		if (reply.shape().has(Shape.Quirk.ERROR_NULL)) {
			body.putNull("error");
		}
		return body;
	}

	private static ObjectNode said(Message message) {
		ObjectNode said = Json.object().put("role", "assistant");
		said.put("content", message.has(Part.Text.class) ? joined(message, Part.Text.class) : null);
		said.put("refusal", message.has(Part.Refusal.class) ? joined(message, Part.Refusal.class) : null);
		if (message.has(Part.Reasoning.class)) {
			said.put("reasoning_content", joined(message, Part.Reasoning.class));
		}
		if (message.has(Part.ToolCall.class)) {
			toolCalls(message, said.putArray("tool_calls"));
		}
		said.putArray("annotations");
		return said;
	}

	private static void toolCalls(Message message, ArrayNode calls) {
		for (Part part : message.parts()) {
			if (part instanceof Part.ToolCall tool) {
				ObjectNode call = calls.addObject().put("id", tool.id()).put("type", "function");
				call.putObject("function").put("name", tool.name()).put("arguments", tool.arguments());
			}
		}
	}

	private static String joined(Message message, Class<? extends Part> kind) {
		return message.parts()
			.stream()
			.filter(kind::isInstance)
			.map((part) -> String.join("", Tokens.of(part)))
			.collect(Collectors.joining());
	}

}
