package io.llmresilience.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers as providers send them, of forty tokens each.
 */
public final class Samples {

	/** A text of more than forty words. */
	static final String ANSWER = "The sky is blue because air scatters short waves far more than long ones ".repeat(3)
		.strip();

	private static final String HEAD = "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1764000000,"
			+ "\"model\":\"gpt-6-luna\",\"service_tier\":\"default\",\"system_fingerprint\":\"fp_1\",";

	private static final String USAGE = "{\"prompt_tokens\":12,\"completion_tokens\":42,\"total_tokens\":54,"
			+ "\"prompt_tokens_details\":{\"cached_tokens\":0},\"completion_tokens_details\":{\"reasoning_tokens\":0}}";

	private Samples() {
	}

	/**
	 * Returns the events of a stream in the OpenAI dialect.
	 * @return one run of bytes for each event, with its line ends
	 */
	public static List<byte[]> openAiEvents() {
		return events().stream().map((event) -> bytes("data: " + event + "\n\n")).toList();
	}

	/**
	 * Returns one text delta in the Anthropic dialect.
	 * @return the data of the event
	 */
	public static byte[] anthropicDelta() {
		return bytes("{\"type\":\"content_block_delta\",\"index\":0,"
				+ "\"delta\":{\"type\":\"text_delta\",\"text\":\" scatters\"}}");
	}

	/**
	 * Returns one text delta in the OpenAI dialect.
	 * @return the data of the event
	 */
	public static byte[] openAiDelta() {
		return bytes(chunk("{\"content\":\" scatters\"}", "null"));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Returns a whole answer of forty tokens.
	 * @return the body
	 */
	public static byte[] openAiWhole() {
		String body = HEAD.replace(".chunk", "")
				+ "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"" + ANSWER
				+ "\",\"refusal\":null,\"annotations\":[]},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":"
				+ USAGE + "}";
		return bytes(body);
	}

	private static List<String> events() {
		List<String> events = new ArrayList<>();
		events.add(chunk("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}", "null"));
		for (String word : ANSWER.split(" ")) {
			events.add(chunk("{\"content\":\"" + word + " \"}", "null"));
		}
		events.add(chunk("{}", "\"stop\""));
		events.add(HEAD + "\"choices\":[],\"usage\":" + USAGE + "}");
		events.add("[DONE]");
		return events;
	}

	private static String chunk(String delta, String finishReason) {
		return HEAD + "\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"logprobs\":null,\"finish_reason\":"
				+ finishReason + "}],\"usage\":null,\"obfuscation\":\"a7Kd0\"}";
	}

}
