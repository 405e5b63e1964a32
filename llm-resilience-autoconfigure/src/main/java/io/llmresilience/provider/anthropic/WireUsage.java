package io.llmresilience.provider.anthropic;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

import io.llmresilience.Usage;

/**
 * Token counts as the provider has them: its input tokens exclude what was cached.
 *
 * @param input input tokens outside the cache
 * @param cacheWrite input tokens written to the cache
 * @param cacheRead input tokens read from the cache
 * @param output output tokens, thinking included
 * @param thinking the part of the output that was thinking
 */
record WireUsage(@Nullable Long input, @Nullable Long cacheWrite, @Nullable Long cacheRead, @Nullable Long output,
		@Nullable Long thinking) {

	static final WireUsage UNKNOWN = new WireUsage(null, null, null, null, null);

	static WireUsage read(JsonParser json) {
		Long input = null;
		Long cacheWrite = null;
		Long cacheRead = null;
		Long output = null;
		Long thinking = null;
		for (String name = json.nextName(); name != null; name = json.nextName()) {
			switch (name) {
				case "input_tokens" -> input = WireJson.number(json);
				case "cache_creation_input_tokens" -> cacheWrite = WireJson.number(json);
				case "cache_read_input_tokens" -> cacheRead = WireJson.number(json);
				case "output_tokens" -> output = WireJson.number(json);
				case "output_tokens_details" -> thinking = thinking(json);
				default -> WireJson.skip(json);
			}
		}
		return new WireUsage(input, cacheWrite, cacheRead, output, thinking);
	}

	private static @Nullable Long thinking(JsonParser json) {
		Long thinking = null;
		if (WireJson.enterObject(json)) {
			for (String name = json.nextName(); name != null; name = json.nextName()) {
				if (name.equals("thinking_tokens")) {
					thinking = WireJson.number(json);
				}
				else {
					WireJson.skip(json);
				}
			}
		}
		return thinking;
	}

	/**
	 * Return these counts, which replace earlier ones where they are given.
	 * @param earlier the counts so far
	 * @return the merged counts
	 */
	WireUsage orElse(WireUsage earlier) {
		return new WireUsage(or(this.input, earlier.input), or(this.cacheWrite, earlier.cacheWrite),
				or(this.cacheRead, earlier.cacheRead), or(this.output, earlier.output),
				or(this.thinking, earlier.thinking));
	}

	Usage toUsage() {
		Long prompt = (this.input != null) ? this.input + zeroIfNull(this.cacheWrite) + zeroIfNull(this.cacheRead)
				: null;
		return new Usage(prompt, this.output, this.cacheRead, this.cacheWrite, this.thinking);
	}

	private static long zeroIfNull(@Nullable Long value) {
		return (value != null) ? value : 0;
	}

	private static @Nullable Long or(@Nullable Long value, @Nullable Long other) {
		return (value != null) ? value : other;
	}

}
