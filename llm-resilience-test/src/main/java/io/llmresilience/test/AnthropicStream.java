package io.llmresilience.test;

import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.node.ObjectNode;

/**
 * Lays a message out as the events of a Messages stream.
 */
final class AnthropicStream {

	private final AnswerContext context;

	private final Recipe reply;

	private final Message message;

	private final List<Frame> frames = new ArrayList<>();

	private int tokens;

	AnthropicStream(Recipe reply, AnswerContext context) {
		this.reply = reply;
		this.message = reply.message();
		this.context = context;
	}

	List<Frame> frames() {
		this.frames.add(Frame.opening("message_start", messageStart()));
		int index = 0;
		for (Part part : this.message.parts()) {
			block(index++, part);
			if (index == 1) {
				this.frames.add(Frame.other("ping", "{\"type\":\"ping\"}"));
			}
		}
		this.frames.add(Frame.other("message_delta", messageDelta()));
		if (!this.reply.shape().has(Shape.Quirk.NO_DONE)) {
			this.frames.add(Frame.other("message_stop", "{\"type\":\"message_stop\"}"));
		}
		return this.frames;
	}

	private String messageStart() {
		ObjectNode node = AnthropicBody.head(this.context, this.message);
		node.putArray("content");
		node.putNull("stop_reason").putNull("stop_sequence");
		if (hasUsage()) {
			ObjectNode usage = AnthropicUsage.start(this.message.usage(), this.context.input(this.message), 1);
			node.set("usage", usage.put("service_tier", this.context.serviceTierOf(this.message)));
		}
		return "{\"type\":\"message_start\",\"message\":" + node + "}";
	}

	private void block(int index, Part part) {
		String start = "{\"type\":\"content_block_start\",\"index\":" + index + ",\"content_block\":";
		this.frames.add(Frame.other("content_block_start", start + opened(part) + "}"));
		if (part instanceof Part.ToolCall) {
			delta(index, "input_json_delta", "partial_json", "", false);
		}
		for (String token : Tokens.of(part)) {
			this.tokens++;
			delta(index, deltaType(part), deltaField(part), token, true);
		}
		if (part instanceof Part.Reasoning) {
			delta(index, "signature_delta", "signature", AnthropicBody.SIGNATURE, false);
		}
		this.frames.add(Frame.other("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":" + index + "}"));
	}

	private static String opened(Part part) {
		if (part instanceof Part.ToolCall tool) {
			return "{\"type\":\"tool_use\",\"id\":%s,\"name\":%s,\"input\":{}}".formatted(Json.quote(tool.id()),
					Json.quote(tool.name()));
		}
		return (part instanceof Part.Reasoning) ? "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}"
				: "{\"type\":\"text\",\"text\":\"\"}";
	}

	private static String deltaType(Part part) {
		return (part instanceof Part.ToolCall) ? "input_json_delta"
				: (part instanceof Part.Reasoning) ? "thinking_delta" : "text_delta";
	}

	private static String deltaField(Part part) {
		return (part instanceof Part.ToolCall) ? "partial_json"
				: (part instanceof Part.Reasoning) ? "thinking" : "text";
	}

	private void delta(int index, String type, String field, String value, boolean token) {
		String usage = this.reply.shape().has(Shape.Quirk.USAGE_ON_EVERY_CHUNK)
				? ",\"usage\":{\"output_tokens\":" + this.tokens + "}" : "";
		String data = "{\"type\":\"content_block_delta\",\"index\":" + index + ",\"delta\":{\"type\":\"" + type
				+ "\",\"" + field + "\":" + Json.quote(value) + "}" + usage + "}";
		this.frames.add(token ? Frame.token("content_block_delta", data) : Frame.other("content_block_delta", data));
	}

	private String messageDelta() {
		ObjectNode node = Json.object().put("type", "message_delta");
		node.set("delta", AnthropicBody.stop(this.message));
		if (hasUsage()) {
			node.putObject("usage").put("output_tokens", this.context.output(this.message));
		}
		return node.toString();
	}

	private boolean hasUsage() {
		return !this.reply.shape().has(Shape.Quirk.NO_USAGE);
	}

}
