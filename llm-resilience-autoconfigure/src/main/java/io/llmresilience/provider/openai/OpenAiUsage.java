package io.llmresilience.provider.openai;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

import io.llmresilience.Usage;

/**
 * Reads a {@code usage} object. OpenAI's own prompt count includes the cached part, and
 * its completion count the reasoning, as ours do.
 */
final class OpenAiUsage {

	private @Nullable Long prompt;

	private @Nullable Long completion;

	private @Nullable Long cached;

	private @Nullable Long cacheWrite;

	private @Nullable Long reasoning;

	private OpenAiUsage() {
	}

	/**
	 * Read the value that the parser stands on.
	 * @param json the parser
	 * @return the usage, {@link Usage#UNKNOWN} if it is missing or all zeros, as some
	 * relays have it
	 */
	static Usage read(JsonParser json) {
		if (!LenientJson.isObject(json)) {
			return Usage.UNKNOWN;
		}
		OpenAiUsage usage = new OpenAiUsage();
		usage.readFields(json);
		return usage.toUsage();
	}

	static Usage readNested(JsonParser json) {
		Usage usage = Usage.UNKNOWN;
		if (LenientJson.isObject(json)) {
			for (String name = json.nextName(); name != null; name = json.nextName()) {
				json.nextToken();
				if (name.equals("usage")) {
					usage = read(json);
				}
				else {
					json.skipChildren();
				}
			}
		}
		return usage;
	}

	private void readDetails(JsonParser json) {
		if (LenientJson.isObject(json)) {
			readFields(json);
		}
	}

	private void readFields(JsonParser json) {
		for (String name = json.nextName(); name != null; name = json.nextName()) {
			json.nextToken();
			switch (name) {
				case "prompt_tokens" -> this.prompt = count(json);
				case "completion_tokens" -> this.completion = count(json);
				case "cached_tokens" -> this.cached = count(json);
				case "cache_write_tokens" -> this.cacheWrite = count(json);
				case "reasoning_tokens" -> this.reasoning = count(json);
				case "prompt_tokens_details", "completion_tokens_details" -> readDetails(json);
				default -> json.skipChildren();
			}
		}
	}

	private static @Nullable Long count(JsonParser json) {
		long count = LenientJson.integer(json, -1);
		return (count >= 0) ? count : null;
	}

	private Usage toUsage() {
		if (isNothing(this.prompt) && isNothing(this.completion)) {
			return Usage.UNKNOWN;
		}
		return new Usage(this.prompt, this.completion, this.cached, this.cacheWrite, this.reasoning);
	}

	private static boolean isNothing(@Nullable Long count) {
		return count == null || count == 0;
	}

}
