package io.llmresilience.provider.anthropic;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

import io.llmresilience.ChatResponse.Service;
import io.llmresilience.Usage;

/**
 * Token counts as the provider has them: its input tokens exclude what was cached.
 *
 * @param input input tokens outside the cache
 * @param cache input tokens that the cache had to do with
 * @param output output tokens, thinking included
 * @param thinking the part of the output that was thinking
 * @param service how the provider served it
 */
record WireUsage(@Nullable Long input, Cache cache, @Nullable Long output, @Nullable Long thinking, Service service) {

	static final WireUsage UNKNOWN = new WireUsage(null, Cache.UNKNOWN, null, null, Service.UNKNOWN);

	static WireUsage read(JsonParser json) {
		Fields fields = new Fields();
		for (String name = json.nextName(); name != null; name = json.nextName()) {
			fields.read(name, json);
		}
		return fields.toUsage();
	}

	/**
	 * Return these counts, which replace earlier ones where they are given.
	 * @param earlier the counts so far
	 * @return the merged counts
	 */
	WireUsage orElse(WireUsage earlier) {
		return new WireUsage(or(this.input, earlier.input), this.cache.orElse(earlier.cache),
				or(this.output, earlier.output), or(this.thinking, earlier.thinking),
				new Service(or(this.service.tier(), earlier.service.tier()),
						or(this.service.region(), earlier.service.region())));
	}

	Usage toUsage() {
		Long prompt = (this.input != null) ? this.input + zeroIfNull(this.cache.write()) + zeroIfNull(this.cache.read())
				: null;
		return new Usage(prompt, this.output, this.cache.read(), this.cache.write(), this.thinking,
				this.cache.hourWrite());
	}

	private static long zeroIfNull(@Nullable Long value) {
		return (value != null) ? value : 0;
	}

	private static <T> @Nullable T or(@Nullable T value, @Nullable T other) {
		return (value != null) ? value : other;
	}

	/**
	 * Input tokens that the cache had to do with.
	 *
	 * @param write tokens written to the cache
	 * @param hourWrite the part of them that stays there for an hour
	 * @param read tokens read from the cache
	 */
	record Cache(@Nullable Long write, @Nullable Long hourWrite, @Nullable Long read) {

		static final Cache UNKNOWN = new Cache(null, null, null);

		Cache orElse(Cache earlier) {
			return new Cache(or(this.write, earlier.write), or(this.hourWrite, earlier.hourWrite),
					or(this.read, earlier.read));
		}

	}

	/**
	 * The fields read so far.
	 */
	private static final class Fields {

		private @Nullable Long input;

		private @Nullable Long cacheWrite;

		private @Nullable Long cacheHourWrite;

		private @Nullable Long cacheRead;

		private @Nullable Long output;

		private @Nullable Long thinking;

		private @Nullable String tier;

		private @Nullable String speed;

		private @Nullable String region;

		void read(String name, JsonParser json) {
			switch (name) {
				case "input_tokens" -> this.input = WireJson.number(json);
				case "cache_creation_input_tokens" -> this.cacheWrite = WireJson.number(json);
				case "cache_creation" -> this.cacheHourWrite = numberIn(json, "ephemeral_1h_input_tokens");
				case "cache_read_input_tokens" -> this.cacheRead = WireJson.number(json);
				case "output_tokens" -> this.output = WireJson.number(json);
				case "output_tokens_details" -> this.thinking = numberIn(json, "thinking_tokens");
				case "service_tier" -> this.tier = WireJson.string(json);
				case "speed" -> this.speed = WireJson.string(json);
				case "inference_geo" -> this.region = WireJson.string(json);
				default -> WireJson.skip(json);
			}
		}

		private static @Nullable Long numberIn(JsonParser json, String wanted) {
			Long number = null;
			if (WireJson.enterObject(json)) {
				for (String name = json.nextName(); name != null; name = json.nextName()) {
					if (name.equals(wanted)) {
						number = WireJson.number(json);
					}
					else {
						WireJson.skip(json);
					}
				}
			}
			return number;
		}

		/**
		 * The fast mode has a price of its own, as a tier has.
		 */
		WireUsage toUsage() {
			return new WireUsage(this.input, new Cache(this.cacheWrite, this.cacheHourWrite, this.cacheRead),
					this.output, this.thinking,
					new Service("fast".equals(this.speed) ? this.speed : this.tier, this.region));
		}

	}

}
