package io.llmresilience.provider;

import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.llmresilience.ProviderException.PromptSize;

/**
 * Reads the sizes in a provider's complaint about a prompt that is too long.
 */
final class PromptSizes {

	private static final String NUMBER = "(\\d{1,12})";

	/**
	 * The first that is found counts, so the more telling ones come first.
	 */
	private static final List<Wording> WORDINGS = List.of(
			// Anthropic, prompt and answer together
			new Wording(NUMBER + " \\+ " + NUMBER + " > " + NUMBER,
					(found) -> size(number(found, 1), number(found, 3) - number(found, 2))),
			new Wording("prompt is too long: " + NUMBER + " tokens > " + NUMBER,
					(found) -> size(number(found, 1), number(found, 2))),
			// OpenAI and its likes, prompt and answer together
			new Wording(
					"maximum context length is " + NUMBER + " tokens[^(]{0,100}requested (?:about )?" + NUMBER
							+ " tokens \\([^)]{0,200}?" + NUMBER + " (?:in the completion|in the output)",
					(found) -> size(number(found, 2) - number(found, 3), number(found, 1) - number(found, 3))),
			new Wording("maximum context length is " + NUMBER + " tokens.{0,100}? " + NUMBER + " (?:input )?tokens",
					(found) -> size(number(found, 2), number(found, 1))),
			// llama.cpp
			new Wording("\"n_prompt_tokens\" ?: ?" + NUMBER + ".{0,50}?\"n_ctx\" ?: ?" + NUMBER,
					(found) -> size(number(found, 1), number(found, 2))));

	private PromptSizes() {
	}

	/**
	 * Find the sizes in an error's body.
	 * @param body the body
	 * @return the sizes, {@code null} if there are none
	 */
	static @Nullable PromptSize in(String body) {
		for (Wording wording : WORDINGS) {
			Matcher matcher = wording.pattern().matcher(body);
			if (matcher.find()) {
				return wording.reading().apply(matcher.toMatchResult());
			}
		}
		return null;
	}

	private static @Nullable PromptSize size(long tokens, long limit) {
		return (tokens > 0) ? new PromptSize(tokens, limit) : null;
	}

	private static long number(MatchResult found, int group) {
		return Long.parseLong(found.group(group));
	}

	private record Wording(Pattern pattern, Function<MatchResult, @Nullable PromptSize> reading) {

		Wording(String pattern, Function<MatchResult, @Nullable PromptSize> reading) {
			this(Pattern.compile(pattern, Pattern.DOTALL), reading);
		}

	}

}
