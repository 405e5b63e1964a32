package io.llmresilience.observation;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

import io.llmresilience.ChatResponse;
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

	void answered(ChatResponse response) {
		ChatResponse.Origin origin = response.origin();
		Usage usage = response.usage();
		LoggingEventBuilder line = line(logger.atInfo(), Outcome.ANSWERED, origin.route());
		add(line, "cost", this.cost);
		add(line, "model", origin.model());
		add(line, "finishReason", response.finishReason());
		add(line, "inputTokens", usage.inputTokens());
		add(line, "outputTokens", usage.outputTokens());
		add(line, "requestId", origin.requestId());
		line.log("LLM call answered by {} in {} ms: {}, {} input and {} output tokens, attempts: {}, cost: {}",
				origin.route(), this.latency, response.finishReason(), known(usage.inputTokens()),
				known(usage.outputTokens()), this.attempts, costInWords());
	}

	void failed(Throwable failure) {
		if (failure instanceof LlmException llm) {
			LoggingEventBuilder line = line(logger.atError(), Outcome.FAILED, llm.route());
			add(line, "cost", this.cost);
			add(line, "kind", llm.kind());
			add(line, "requestId", (llm instanceof ProviderException provider) ? provider.requestId() : null);
			line.log("LLM call failed after {} ms: {}, attempts: {}, cost: {}", this.latency, llm.getMessage(),
					this.attempts, costInWords());
		}
		else {
			line(logger.atError(), Outcome.FAILED, null).log(
					"LLM call failed after {} ms with {}, attempts: {}, cost: {}", this.latency,
					failure.getClass().getName(), this.attempts, costInWords());
		}
	}

	void cancelled() {
		line(logger.atInfo(), Outcome.CANCELLED, null)
			.log("LLM call cancelled after {} ms, attempts that had ended: {}", this.latency, this.attempts);
	}

	private LoggingEventBuilder line(LoggingEventBuilder line, Outcome outcome, @Nullable String route) {
		add(line, "event", outcome.event());
		add(line, "outcome", outcome);
		add(line, "route", route);
		add(line, "latencyMs", this.latency);
		add(line, "timeToFirstTokenMs", this.untilContent);
		add(line, "attempts", this.attempts);
		return line;
	}

	private static void add(LoggingEventBuilder line, String key, @Nullable Object value) {
		if (value != null) {
			line.addKeyValue(key, value);
		}
	}

	private static Object known(@Nullable Long value) {
		return (value != null) ? value : "unknown";
	}

	private String costInWords() {
		return (this.cost != null) ? this.cost.stripTrailingZeros().toPlainString() + " USD" : "unknown";
	}

}
