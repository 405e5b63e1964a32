package io.llmresilience.model;

import java.util.Collection;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.llmresilience.ChatRequest;
import io.llmresilience.Content;
import io.llmresilience.Message;
import io.llmresilience.Tool;

/**
 * Adds up what a prompt has: the weight of its texts, and tokens that do not depend on
 * them. Used by one thread.
 */
final class PromptSize {

	/** Role and separators of a message. */
	private static final int PER_MESSAGE = 4;

	/** To whom a call or its result goes. */
	private static final int PER_CALL = 8;

	private static final int PER_TOOL = 12;

	private final PromptRules rules;

	private long weight;

	private long fixed;

	private boolean texts = true;

	PromptSize(PromptRules rules) {
		this.rules = rules;
	}

	void add(ChatRequest request) {
		request.messages().forEach(this::add);
		if (!request.toolUse().tools().isEmpty()) {
			this.fixed += this.rules.toolsBegin();
			request.toolUse().tools().forEach(this::add);
		}
		add(request.output().format());
	}

	void add(Message message) {
		this.fixed += PER_MESSAGE + ((message instanceof Message.ToolResult) ? PER_CALL : 0);
		message.content().forEach(this::add);
	}

	private void add(Content piece) {
		if (piece instanceof Content.Text text) {
			this.weight += Letters.weight(text.text());
		}
		else if (piece instanceof Content.Reasoning reasoning) {
			addReasoning(reasoning);
		}
		else if (piece instanceof Content.ToolCall call) {
			this.fixed += PER_CALL;
			this.weight += Letters.weight(call.name()) + Letters.weight(call.arguments());
		}
		else {
			this.texts = false;
			this.fixed += this.rules.images().applyAsLong(ImageSize.of(piece));
		}
	}

	/**
	 * Only reasoning that its provider has signed is sent back, and the provider need not
	 * look at it.
	 */
	private void addReasoning(Content.Reasoning reasoning) {
		if (this.rules.reasoning() && (reasoning.signature() != null || reasoning.redacted() != null)) {
			this.texts = false;
			this.weight += Letters.weight(reasoning.text())
					+ ((reasoning.redacted() != null) ? Letters.weight(reasoning.redacted()) : 0);
		}
	}

	private void add(Tool tool) {
		this.fixed += PER_TOOL;
		this.weight += Letters.weight(tool.name()) + Letters.weight(tool.description());
		addValue(tool.parameters());
	}

	private void add(ChatRequest.Format format) {
		if (format instanceof ChatRequest.Format.JsonSchema schema) {
			this.fixed += PER_TOOL;
			addValue(schema.schema());
		}
	}

	private void addValue(@Nullable Object value) {
		if (value instanceof Map<?, ?> map) {
			map.forEach((key, each) -> {
				addValue(key);
				addValue(each);
			});
		}
		else if (value instanceof Collection<?> collection) {
			collection.forEach(this::addValue);
		}
		else {
			this.weight += Letters.weight(String.valueOf(value)) + 2;
		}
	}

	long weight() {
		return this.weight;
	}

	long fixed() {
		return this.fixed;
	}

	/**
	 * Return whether nothing but texts is in the prompt.
	 */
	boolean texts() {
		return this.texts;
	}

}
