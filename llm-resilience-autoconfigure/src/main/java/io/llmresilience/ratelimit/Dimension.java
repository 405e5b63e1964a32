package io.llmresilience.ratelimit;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.llmresilience.ChatEvent.ServerLimits;

/**
 * What providers limit per minute.
 */
public enum Dimension {

	/**
	 * Requests, refused and failed ones included.
	 */
	REQUESTS("requests-per-minute"),

	/**
	 * Input and output tokens together.
	 */
	TOKENS("tokens-per-minute"),

	/**
	 * Tokens of prompts.
	 */
	INPUT_TOKENS("input-tokens-per-minute"),

	/**
	 * Tokens of answers.
	 */
	OUTPUT_TOKENS("output-tokens-per-minute");

	static final List<Dimension> ALL = List.of(values());

	private final String property;

	Dimension(String property) {
		this.property = property;
	}

	/**
	 * Return the name of the property that configures this limit.
	 * @return the last part of the name, such as {@code tokens-per-minute}
	 */
	public String property() {
		return this.property;
	}

	long units(Demand demand) {
		return switch (this) {
			case REQUESTS -> demand.requests();
			case TOKENS -> demand.tokens();
			case INPUT_TOKENS -> demand.inputTokens();
			case OUTPUT_TOKENS -> demand.outputTokens();
		};
	}

	@Nullable Long configured(RateLimits limits) {
		return switch (this) {
			case REQUESTS -> limits.requestsPerMinute();
			case TOKENS -> limits.tokensPerMinute();
			case INPUT_TOKENS -> limits.inputTokensPerMinute();
			case OUTPUT_TOKENS -> limits.outputTokensPerMinute();
		};
	}

	/**
	 * Find what a provider says of this dimension. Where it gives input or output tokens,
	 * its figure for all tokens only repeats the tighter of the two.
	 */
	ServerLimits.Bucket announced(ServerLimits limits) {
		return switch (this) {
			case REQUESTS -> limits.requests();
			case TOKENS -> splitsTokens(limits) ? ServerLimits.Bucket.UNKNOWN : limits.tokens();
			case INPUT_TOKENS -> limits.inputTokens();
			case OUTPUT_TOKENS -> limits.outputTokens();
		};
	}

	private static boolean splitsTokens(ServerLimits limits) {
		return limits.inputTokens().limit() != null || limits.outputTokens().limit() != null;
	}

}
