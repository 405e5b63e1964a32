package io.llmresilience.observation;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;

import io.llmresilience.ChatResponse;
import io.llmresilience.FinishReason;
import io.llmresilience.LlmException;
import io.llmresilience.ProviderException;
import io.llmresilience.Usage;
import io.llmresilience.observation.CallWatcher.Outcome;

/**
 * The log line of one call. The words that a person wants stand in the message,
 * everything that a program may look for also in key-values.
 *
 * @param latency milliseconds that the call took
 * @param untilContent milliseconds to its first content, {@code null} if there was none
 * or all came at once
 * @param attempts the attempts that were made
 * @param cost what it cost in USD, {@code null} if unknown
 */
record CallLogLine(long latency, @Nullable Long untilContent, int attempts, @Nullable BigDecimal cost) {

	private static final Logger logger = LoggerFactory.getLogger("io.llmresilience.call");

	private static final Map<Outcome, KeyValuePair> NAMES = names();

	private static Map<Outcome, KeyValuePair> names() {
		Map<Outcome, KeyValuePair> names = new EnumMap<>(Outcome.class);
		for (Outcome outcome : Outcome.values()) {
			names.put(outcome, new KeyValuePair("event", outcome.event()));
		}
		return names;
	}

	void answered(ChatResponse response) {
		ChatResponse.Origin origin = response.origin();
		Usage usage = response.usage();
		event(Level.INFO, Outcome.ANSWERED,
				new Answer(this.latency, origin.route(), response.finishReason(), usage, this.attempts, this.cost))
			.with("route", origin.route())
			.with("model", origin.model())
			.with("finishReason", response.finishReason())
			.with("inputTokens", usage.inputTokens())
			.with("outputTokens", usage.outputTokens())
			.with("requestId", origin.requestId())
			.with("cost", this.cost)
			.log();
	}

	void failed(Throwable failure) {
		if (failure instanceof LlmException llm) {
			event(Level.ERROR, Outcome.FAILED, failure(": " + llm.getMessage())).with("route", llm.route())
				.with("kind", llm.kind())
				.with("requestId", (llm instanceof ProviderException provider) ? provider.requestId() : null)
				.with("cost", this.cost)
				.log();
		}
		else {
			event(Level.ERROR, Outcome.FAILED, failure(" with " + failure.getClass().getName()))
				.with("kind", Words.kind(failure))
				.with("cost", this.cost)
				.log();
		}
	}

	void cancelled() {
		event(Level.INFO, Outcome.CANCELLED,
				"cancelled after " + this.latency + " ms, attempts that had ended: " + this.attempts)
			.log();
	}

	private CallLogEvent event(Level level, Outcome outcome, Object words) {
		return new CallLogEvent(logger, level, Objects.requireNonNull(NAMES.get(outcome)), words)
			.with("latencyMs", this.latency)
			.with("timeToFirstTokenMs", this.untilContent)
			.with("attempts", this.attempts);
	}

	private String failure(String reason) {
		return "failed after " + this.latency + " ms" + reason + end(this.attempts, this.cost);
	}

	private static String end(int attempts, @Nullable BigDecimal cost) {
		String price = (cost != null) ? cost.stripTrailingZeros().toPlainString() + " USD" : "unknown";
		return ", attempts: " + attempts + ", cost: " + price;
	}

	/**
	 * An answer, put into words only where the line is written.
	 */
	private record Answer(long latency, String route, FinishReason finishReason, Usage usage, int attempts,
			@Nullable BigDecimal cost) {

		@Override
		public String toString() {
			return "answered by " + this.route + " in " + this.latency + " ms: " + this.finishReason + ", "
					+ known(this.usage.inputTokens()) + " input and " + known(this.usage.outputTokens())
					+ " output tokens" + end(this.attempts, this.cost);
		}

		private static Object known(@Nullable Long value) {
			return (value != null) ? value : "unknown";
		}

	}

}
