package io.llmresilience.model;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import io.llmresilience.ChatRequest;
import io.llmresilience.Content;
import io.llmresilience.Message;
import io.llmresilience.Tool;

/**
 * Estimates tokens from what the characters of the texts usually weigh, one letter of
 * English being the unit.
 */
final class CalibratingEstimator implements TokenEstimator {

	/** Role and separators of a message. */
	private static final int PER_MESSAGE = 4;

	private static final int PER_TOOL = 12;

	/** More than providers count for an image of the largest size that they look at. */
	private static final int PER_IMAGE = 1600;

	/** Shorter texts say little about others. */
	private static final int LEAST_WEIGHT = 200;

	private static final double LARGEST_RATIO = 2;

	private static final byte LETTER = 1;

	/** Digits and punctuation, of which few make a token. */
	private static final byte SIGN = 2;

	/** Greek, Cyrillic, Hebrew, Arabic. */
	private static final byte OTHER_ALPHABET = 2;

	/** Kana, Hangul, symbols, and halves of surrogate pairs. */
	private static final byte WIDE = 4;

	/** Letters with accents, at which words are cut, and ideographs. */
	private static final byte RARE = 5;

	/** A table has no branches that could be mispredicted. */
	private static final byte[] WEIGHTS = weights();

	private final AtomicReference<Average> tokensPerLetter;

	CalibratingEstimator(double lettersPerToken) {
		if (!(lettersPerToken > 0)) {
			throw new IllegalArgumentException("'lettersPerToken' must be positive, but is " + lettersPerToken);
		}
		this.tokensPerLetter = new AtomicReference<>(new Average(1 / lettersPerToken, 0));
	}

	@Override
	public TokenEstimate estimate(ChatRequest request) {
		Sizes sizes = new Sizes();
		request.messages().forEach(sizes::add);
		request.toolUse().tools().forEach(sizes::add);
		sizes.add(request.output().format());
		Average tokensPerLetter = Objects.requireNonNull(this.tokensPerLetter.get());
		long text = (long) Math.ceil(sizes.weight * tokensPerLetter.safe());
		boolean telling = !sizes.images && sizes.weight >= LEAST_WEIGHT;
		return new TokenEstimate(text + sizes.fixed, telling ? sizes.weight : 0);
	}

	@Override
	public void observed(TokenEstimate estimate, long inputTokens) {
		double ratio = (double) inputTokens / Math.max(estimate.weight(), 1);
		if (estimate.weight() > 0 && inputTokens > 0 && ratio < LARGEST_RATIO) {
			this.tokensPerLetter.updateAndGet((average) -> average.with(ratio));
		}
	}

	/**
	 * What a text weighs in letters. Every character is looked at: a part of a text says
	 * nothing certain about the rest.
	 */
	static long weight(String text) {
		long weight = 0;
		for (int i = 0; i < text.length(); i++) {
			weight += WEIGHTS[text.charAt(i)];
		}
		return weight;
	}

	private static byte[] weights() {
		byte[] weights = new byte[Character.MAX_VALUE + 1];
		for (int c = 0; c < weights.length; c++) {
			weights[c] = (c < 0x80) ? ofAscii(c) : ofOther(c);
		}
		return weights;
	}

	private static byte ofAscii(int c) {
		return (c == ' ' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) ? LETTER : SIGN;
	}

	private static byte ofOther(int c) {
		if (c < 0x250 || Character.isIdeographic(c)) {
			return RARE;
		}
		return (c < 0x800) ? OTHER_ALPHABET : WIDE;
	}

	/**
	 * Adds up what a request has. Used by one thread.
	 */
	private static final class Sizes {

		private long weight;

		private long fixed;

		private boolean images;

		void add(Message message) {
			this.fixed += PER_MESSAGE;
			message.content().forEach(this::add);
		}

		private void add(Content piece) {
			if (piece instanceof Content.Text text) {
				this.weight += weight(text.text());
			}
			else if (piece instanceof Content.Reasoning reasoning) {
				this.weight += weight(reasoning.text());
			}
			else if (piece instanceof Content.ToolCall call) {
				this.weight += weight(call.name()) + weight(call.arguments());
			}
			else {
				this.images = true;
				this.fixed += PER_IMAGE;
			}
		}

		void add(Tool tool) {
			this.fixed += PER_TOOL;
			this.weight += weight(tool.name()) + weight(tool.description());
			addValue(tool.parameters());
		}

		void add(ChatRequest.Format format) {
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
				this.weight += weight(String.valueOf(value)) + 2;
			}
		}

	}

}
