package io.llmresilience.model;

import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;

/**
 * How a prompt is estimated before anything was learnt of its model.
 *
 * @param lettersPerToken how many letters of text make a token, fewer than in ordinary
 * English so that code and other languages are not estimated too low
 * @param toolsBegin the tokens that the first tool brings along besides itself
 * @param reasoning whether signed reasoning is sent back
 * @param images the tokens of an image by its size
 */
record PromptRules(double lettersPerToken, int toolsBegin, boolean reasoning, ToLongFunction<ImageSize> images) {

	private static final double FEW_LETTERS = 2.5;

	private static final double MANY_LETTERS = 3.5;

	private static final int ALL_TOOLS = 12;

	/** Anthropic tells a model how to use tools in 300 to 500 tokens. */
	private static final int HIDDEN_INSTRUCTIONS = 500;

	private static final int LARGEST_IMAGE_OF_EARLY_CLAUDE = 1600;

	private static final int LARGEST_IMAGE_OF_CLAUDE = 4784;

	/**
	 * Of models of which nothing is known.
	 */
	static final PromptRules UNKNOWN = new PromptRules(FEW_LETTERS, ALL_TOOLS, true,
			(size) -> image(size, LARGEST_IMAGE_OF_CLAUDE));

	private static final PromptRules CLAUDE = new PromptRules(FEW_LETTERS, HIDDEN_INSTRUCTIONS, true,
			(size) -> image(size, LARGEST_IMAGE_OF_CLAUDE));

	private static final PromptRules EARLY_CLAUDE = new PromptRules(MANY_LETTERS, HIDDEN_INSTRUCTIONS, true,
			(size) -> image(size, LARGEST_IMAGE_OF_EARLY_CLAUDE));

	private static final Pattern CLAUDE_NAMES = Pattern.compile("(.*[./])?claude-.+");

	/**
	 * Up to Opus and Sonnet 4.6 and Haiku 4.5; those that came later have a tokenizer
	 * that makes about a third more tokens, and see images in more detail.
	 */
	private static final Pattern EARLY_CLAUDE_NAMES = Pattern
		.compile("(.*[./])?claude-((2|3|instant)([-.:].*)?|(opus|sonnet|haiku)-4([-.][0-6])?([-@]\\d{8}.*|-latest)?)");

	static PromptRules of(ModelSpec model) {
		if (OpenAiEncoding.of(model) != null) {
			return new PromptRules(MANY_LETTERS, ALL_TOOLS, false, (size) -> OpenAiImages.tokens(size, model));
		}
		String name = model.name().toLowerCase(Locale.ROOT);
		if (!CLAUDE_NAMES.matcher(name).matches()) {
			return UNKNOWN;
		}
		return EARLY_CLAUDE_NAMES.matcher(name).matches() ? EARLY_CLAUDE : CLAUDE;
	}

	PromptRules withLettersPerToken(double lettersPerToken) {
		return new PromptRules(lettersPerToken, this.toolsBegin, this.reasoning, this.images);
	}

	/**
	 * Anthropic counts a token for about 750 pixels, in squares of 28 pixels, and makes
	 * images smaller that would have more than the largest number.
	 */
	private static long image(ImageSize size, long largest) {
		double pixels = size.known() ? padded(size.width()) * padded(size.height()) : Double.MAX_VALUE;
		return (long) Math.min(Math.ceil(pixels / 750), largest);
	}

	private static double padded(long side) {
		return Math.ceil(side / 28.0) * 28;
	}

}
