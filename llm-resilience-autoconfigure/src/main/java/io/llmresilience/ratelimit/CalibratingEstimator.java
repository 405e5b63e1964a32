package io.llmresilience.ratelimit;

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
 * Estimates tokens from the size of the texts in UTF-8 without encoding them.
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

	private final AtomicReference<Average> tokensPerByte;

	CalibratingEstimator(double bytesPerToken) {
		if (!(bytesPerToken > 0)) {
			throw new IllegalArgumentException("'bytesPerToken' must be positive, but is " + bytesPerToken);
		}
		this.tokensPerByte = new AtomicReference<>(new Average(1 / bytesPerToken, 0));
	}

	@Override
	public TokenEstimate estimate(ChatRequest request) {
		Sizes sizes = new Sizes();
		request.messages().forEach(sizes::add);
		request.toolUse().tools().forEach(sizes::add);
		Average tokensPerByte = Objects.requireNonNull(this.tokensPerByte.get());
		long text = (long) Math.ceil(sizes.weight * tokensPerByte.safe());
		boolean telling = !sizes.images && sizes.weight >= LEAST_WEIGHT;
		return new TokenEstimate(text + sizes.fixed, telling ? sizes.weight : 0);
	}

	@Override
	public void observed(TokenEstimate estimate, long inputTokens) {
		double ratio = (double) inputTokens / Math.max(estimate.weight(), 1);
		if (estimate.weight() > 0 && inputTokens > 0 && ratio < LARGEST_RATIO) {
			this.tokensPerByte.updateAndGet((average) -> average.with(ratio));
		}
	}

	/**
	 * The bytes that a text has in UTF-8, except that characters outside the Basic
	 * Multilingual Plane and those of three bytes, of which tokenizers make more, count
	 * four.
	 */
	static long weight(String text) {
		long weight = 0;
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			weight += (c < 0x80) ? 1 : (c < 0x800) ? 2 : 4;
		}
		return weight;
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
