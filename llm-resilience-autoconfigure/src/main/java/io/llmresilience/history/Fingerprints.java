package io.llmresilience.history;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import io.llmresilience.Content;
import io.llmresilience.Message;

/**
 * Tells conversations that begin alike from others, without keeping what was said. System
 * messages, reasoning and the ids of tool calls make no difference, since they make none
 * to a summary.
 */
final class Fingerprints {

	private final MessageDigest digest = sha256();

	private Fingerprints() {
	}

	/**
	 * Return the fingerprints of a conversation's beginnings.
	 * @param turns the conversation
	 * @return for each turn the fingerprint of all up to and with it
	 */
	static List<String> of(Turns turns) {
		Fingerprints fingerprints = new Fingerprints();
		List<String> keys = new ArrayList<>(turns.count());
		byte[] before = {};
		for (int i = 0; i < turns.count(); i++) {
			before = fingerprints.next(before, turns.turn(i));
			keys.add(HexFormat.of().formatHex(before));
		}
		return keys;
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	private byte[] next(byte[] before, List<Message> turn) {
		this.digest.update(before);
		for (Message message : turn) {
			add(role(message));
			message.content().forEach(this::add);
		}
		return this.digest.digest();
	}

	private static String role(Message message) {
		if (message instanceof Message.ToolResult result) {
			return result.error() ? "tool error" : "tool result";
		}
		return (message instanceof Message.User) ? "user" : "assistant";
	}

	private void add(Content piece) {
		if (piece instanceof Content.Text text) {
			add("text", text.text());
		}
		else if (piece instanceof Content.ToolCall call) {
			add("call", call.name(), call.arguments());
		}
		else if (piece instanceof Content.ImageUrl image) {
			add("image", image.url().toString());
		}
		else if (piece instanceof Content.ImageData image) {
			add("image", image.mediaType(), image.base64());
		}
	}

	/**
	 * Lengths keep apart what would read the same one after the other.
	 */
	private void add(String... fields) {
		for (String field : fields) {
			byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
			this.digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
			this.digest.update(bytes);
		}
	}

}
