package io.llmresilience.test;

import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.JsonNode;

/**
 * Lays a message out as the chunks of a Chat Completions stream.
 */
final class OpenAiStream {

	private static final String PADDING = "k2x8s1qZ7vB4nM0c";

	private final AnswerContext context;

	private final Recipe reply;

	private final Message message;

	private final String prefix;

	private final boolean obfuscated;

	private final boolean withUsage;

	private final List<Frame> frames = new ArrayList<>();

	private int tokens;

	OpenAiStream(Recipe reply, AnswerContext context) {
		this.reply = reply;
		this.message = reply.message();
		this.context = context;
		this.prefix = "{\"id\":" + Json.quote(context.ids().message(Dialect.OPENAI))
				+ ",\"object\":\"chat.completion.chunk\",\"created\":" + context.createdAt() + ",\"model\":"
				+ Json.quote(context.modelOf(this.message)) + ",\"service_tier\":"
				+ Json.quote(context.serviceTierOf(this.message)) + ",\"system_fingerprint\":\"fp_44709d6fcb\",";
		JsonNode options = context.request().body().path("stream_options");
		this.obfuscated = options.path("include_obfuscation").booleanValue(true);
		this.withUsage = options.path("include_usage").booleanValue(false) && !reply.shape().has(Shape.Quirk.NO_USAGE);
	}

	List<Frame> frames() {
		boolean saysText = !this.message.has(Part.ToolCall.class) || this.message.has(Part.Text.class);
		other("{\"role\":\"assistant\",\"content\":" + (saysText ? "\"\"" : "null") + ",\"refusal\":null}", "null");
		int call = 0;
		for (Part part : this.message.parts()) {
			if (part instanceof Part.ToolCall tool) {
				toolCall(call++, tool);
			}
			else {
				texts(part);
			}
		}
		other("{}", Json.quote(FinishReasons.openAi(this.message)));
		if (this.withUsage) {
			this.frames.add(Frame.other(null, chunk("", usage(this.context.output(this.message)))));
		}
		if (!this.reply.shape().has(Shape.Quirk.NO_DONE)) {
			this.frames.add(Frame.other(null, "[DONE]"));
		}
		return this.frames;
	}

	private void texts(Part part) {
		String field = (part instanceof Part.Reasoning) ? "reasoning_content"
				: (part instanceof Part.Refusal) ? "refusal" : "content";
		for (String word : Tokens.of(part)) {
			token("{\"" + field + "\":" + Json.quote(word) + "}");
		}
	}

	private void toolCall(int index, Part.ToolCall tool) {
		other("{\"tool_calls\":[{\"index\":" + index + ",\"id\":" + Json.quote(tool.id())
				+ ",\"type\":\"function\",\"function\":{\"name\":" + Json.quote(tool.name())
				+ ",\"arguments\":\"\"}}]}", "null");
		for (String fragment : Tokens.of(tool)) {
			token("{\"tool_calls\":[{\"index\":" + index + ",\"function\":{\"arguments\":" + Json.quote(fragment)
					+ "}}]}");
		}
	}

	private void token(String delta) {
		this.tokens++;
		this.frames.add(Frame.token(null, choice(delta, "null")));
	}

	private void other(String delta, String finishReason) {
		this.frames.add(Frame.other(null, choice(delta, finishReason)));
	}

	private String choice(String delta, String finishReason) {
		String choice = "{\"index\":0,\"delta\":" + delta + ",\"logprobs\":null,\"finish_reason\":" + finishReason
				+ "}";
		boolean usageHere = this.reply.shape().has(Shape.Quirk.USAGE_ON_EVERY_CHUNK);
		return chunk(choice, usageHere ? usage(this.tokens) : this.withUsage ? "null" : "");
	}

	private String chunk(String choice, String usage) {
		StringBuilder chunk = new StringBuilder(this.prefix).append("\"choices\":[").append(choice).append(']');
		if (!usage.isEmpty()) {
			chunk.append(",\"usage\":").append(usage);
		}
		if (this.obfuscated) {
			chunk.append(",\"obfuscation\":\"")
				.append(PADDING, 0, this.frames.size() * 7 % PADDING.length())
				.append('"');
		}
		if (this.reply.shape().has(Shape.Quirk.ERROR_NULL)) {
			chunk.append(",\"error\":null");
		}
		return chunk.append('}').toString();
	}

	private String usage(int output) {
		return OpenAiUsage.of(this.message.usage(), this.context.input(this.message), output).toString();
	}

}
