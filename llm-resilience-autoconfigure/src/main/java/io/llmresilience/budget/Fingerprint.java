package io.llmresilience.budget;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.llmresilience.ChatRequest;
import io.llmresilience.Content;
import io.llmresilience.Message;
import io.llmresilience.Tool;

/**
 * A hash that tells requests or conversations apart, from which their content cannot be
 * had. It costs one pass over them.
 *
 * @param high its first half
 * @param low its second half
 */
record Fingerprint(long high, long low) {

	/**
	 * Return what two requests share that ask the same: messages, tools, form of the
	 * answer, sampling and fields of their dialect. It does not matter who asks, where
	 * and with which patience.
	 */
	static Fingerprint ofRequest(ChatRequest request) {
		Press press = new Press();
		request.messages().forEach(press::add);
		request.toolUse().tools().forEach(press::add);
		return press.add(String.valueOf(request.toolUse().choice()))
			.add(request.output())
			.add(request.sampling())
			.addTree(request.extra())
			.print();
	}

	/**
	 * Return what two requests share that belong to one conversation: labels, system
	 * messages and the first message that is none.
	 */
	static Fingerprint ofConversation(ChatRequest request) {
		Press press = new Press().addTree(request.origin().labels());
		for (Message message : request.messages()) {
			press.add(message);
			if (!(message instanceof Message.System)) {
				break;
			}
		}
		return press.print();
	}

	/**
	 * Makes one fingerprint. Every text has its length before it, so that its end cannot
	 * be mistaken.
	 */
	private static final class Press {

		private final MessageDigest digest = sha256();

		private static MessageDigest sha256() {
			try {
				return MessageDigest.getInstance("SHA-256");
			}
			catch (NoSuchAlgorithmException ex) {
				throw new IllegalStateException("Every Java has SHA-256", ex);
			}
		}

		Press add(@Nullable String text) {
			byte[] bytes = (text != null) ? text.getBytes(StandardCharsets.UTF_8) : new byte[0];
			this.digest.update(ByteBuffer.allocate(Integer.BYTES).putInt((text != null) ? bytes.length : -1).flip());
			this.digest.update(bytes);
			return this;
		}

		void add(Message message) {
			add(message.getClass().getSimpleName());
			if (message instanceof Message.ToolResult result) {
				add(result.callId()).add(String.valueOf(result.error()));
			}
			add(String.valueOf(message.content().size()));
			message.content().forEach(this::add);
		}

		private void add(Content piece) {
			add(piece.getClass().getSimpleName());
			if (piece instanceof Content.Text text) {
				add(text.text());
			}
			else if (piece instanceof Content.ImageUrl image) {
				add(image.url().toString());
			}
			else if (piece instanceof Content.ImageData image) {
				add(image.mediaType()).add(image.base64());
			}
			else if (piece instanceof Content.Reasoning reasoning) {
				add(reasoning.text()).add(reasoning.signature()).add(reasoning.redacted());
			}
			else if (piece instanceof Content.ToolCall call) {
				add(call.id()).add(call.name()).add(call.arguments());
			}
		}

		void add(Tool tool) {
			add(tool.name()).add(tool.description()).addTree(tool.parameters());
		}

		Press add(ChatRequest.Output output) {
			add(String.valueOf(output.maxTokens()));
			return (output.format() instanceof ChatRequest.Format.JsonSchema schema)
					? add(schema.name()).add(String.valueOf(schema.strict())).addTree(schema.schema())
					: add(output.format().getClass().getSimpleName());
		}

		Press add(ChatRequest.Sampling sampling) {
			return add(String.valueOf(sampling.temperature())).add(String.valueOf(sampling.topP()))
				.add(String.valueOf(sampling.seed()))
				.addTree(sampling.stopSequences());
		}

		/**
		 * Add maps, lists and values; the order of a map does not matter.
		 */
		Press addTree(@Nullable Object tree) {
			if (tree instanceof Map<?, ?> map) {
				Map<String, Object> sorted = new TreeMap<>();
				map.forEach((key, value) -> sorted.put(String.valueOf(key), value));
				add("map").add(String.valueOf(sorted.size()));
				sorted.forEach((key, value) -> add(key).addTree(value));
			}
			else if (tree instanceof List<?> list) {
				add("list").add(String.valueOf(list.size()));
				list.forEach(this::addTree);
			}
			else {
				add(String.valueOf(tree));
			}
			return this;
		}

		Fingerprint print() {
			ByteBuffer bytes = ByteBuffer.wrap(this.digest.digest());
			return new Fingerprint(bytes.getLong(), bytes.getLong());
		}

	}

}
