package io.llmresilience.test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lays a message out as a whole Messages body.
 */
final class AnthropicBody {

	static final String SIGNATURE = "EqQBCgIYAhIM1gbcDa9GJwZA2b3hGgxBdjrkzLoky3dl1pk=";

	private AnthropicBody() {
	}

	static ObjectNode of(Recipe reply, AnswerContext context) {
		Message message = reply.message();
		ObjectNode body = head(context, message);
		ArrayNode content = body.putArray("content");
		message.parts().stream().filter(AnthropicBody::saysSomething).forEach((part) -> content.add(block(part)));
		body.setAll(stop(message));
		if (!reply.shape().has(Shape.Quirk.NO_USAGE)) {
			body.set("usage", AnthropicUsage.whole(message.usage(), context.input(message), context.output(message),
					context.serviceTierOf(message)));
		}
		return body;
	}

	static ObjectNode head(AnswerContext context, Message message) {
		return Json.object()
			.put("id", context.ids().message(Dialect.ANTHROPIC))
			.put("type", "message")
			.put("role", "assistant")
			.put("model", context.modelOf(message));
	}

	static ObjectNode stop(Message message) {
		String reason = FinishReasons.anthropic(message);
		ObjectNode stop = Json.object().put("stop_reason", reason).putNull("stop_sequence");
		if (reason.equals("refusal")) {
			stop.putObject("stop_details").put("type", "refusal").putNull("category").putNull("explanation");
		}
		return stop;
	}

	private static boolean saysSomething(Part part) {
		return !(part instanceof Part.Text text) || !text.text().isEmpty();
	}

	private static JsonNode block(Part part) {
		ObjectNode block = Json.object();
		if (part instanceof Part.ToolCall tool) {
			block.put("type", "tool_use").put("id", tool.id()).put("name", tool.name());
			JsonNode input = Json.readOrMissing(tool.arguments());
			return block.set("input", input.isObject() ? input : Json.object());
		}
		if (part instanceof Part.Reasoning reasoning) {
			return block.put("type", "thinking").put("thinking", reasoning.text()).put("signature", SIGNATURE);
		}
		return block.put("type", "text").put("text", String.join("", Tokens.of(part)));
	}

}
