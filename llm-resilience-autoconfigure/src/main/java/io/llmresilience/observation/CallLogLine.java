package io.llmresilience.observation;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.spi.LoggingEventBuilder;

import io.llmresilience.ChatEvent;
import io.llmresilience.ChatResponse;
import io.llmresilience.LlmException;
import io.llmresilience.ProviderException;
import io.llmresilience.Usage;

/**
 * The log line of one call. The words that a person wants stand in the message,
 * everything that a program may look for also in key-values.
 */
final class CallLogLine {

	private static final Logger logger = LoggerFactory.getLogger("io.llmresilience.call");

	private final Instant arrival;

	private final InstantSource clock;

	private final ObservationSettings settings;

	/**
	 * The caller's, as the line is written by whatever thread the call ends on.
	 */
	private final @Nullable Map<String, String> mdc = MDC.getCopyOfContextMap();

	private int attempts;

	private @Nullable BigDecimal cost = BigDecimal.ZERO;

	private @Nullable BigDecimal charged;

	private @Nullable Instant firstContentAt;

	CallLogLine(Instant arrival, InstantSource clock, ObservationSettings settings) {
		this.arrival = arrival;
		this.clock = clock;
		this.settings = settings;
	}

	void event(ChatEvent event) {
		if (event instanceof ChatEvent.Note note) {
			fold(note);
		}
		else if (event instanceof ChatEvent.Completed completed) {
			completed.notes().forEach(this::fold);
			answered(completed.response());
		}
		else if (this.firstContentAt == null && event.isContent()) {
			this.firstContentAt = this.clock.instant();
		}
	}

	private void fold(ChatEvent.Note note) {
		if (note instanceof ChatEvent.Note.Charged charge) {
			this.charged = charge.cost();
		}
		else if (note instanceof ChatEvent.Note.AttemptEnded) {
			this.attempts++;
			this.cost = (this.cost != null && this.charged != null) ? this.cost.add(this.charged) : null;
			this.charged = null;
		}
		else if (note instanceof ChatEvent.Note.Overtaken) {
			this.attempts++;
			this.cost = null;
		}
	}

	private void answered(ChatResponse response) {
		if (!this.settings.logSuccess()) {
			return;
		}
		ChatResponse.Origin origin = response.origin();
		Usage usage = response.usage();
		LoggingEventBuilder line = line(logger.atInfo(), "answered", origin.route());
		add(line, "model", origin.model());
		add(line, "finishReason", response.finishReason());
		add(line, "inputTokens", usage.inputTokens());
		add(line, "outputTokens", usage.outputTokens());
		add(line, "timeToFirstTokenMs", (this.firstContentAt != null) ? millisTo(this.firstContentAt) : null);
		add(line, "requestId", origin.requestId());
		write(() -> line.log(
				"LLM call answered by {} in {} ms: {}, {} input and {} output tokens, attempts: {}, cost: {}",
				origin.route(), millisTo(this.clock.instant()), response.finishReason(), known(usage.inputTokens()),
				known(usage.outputTokens()), this.attempts, costInWords()));
	}

	void failed(Throwable failure) {
		if (!this.settings.logFailure()) {
			return;
		}
		String route = (failure instanceof LlmException llm) ? llm.route() : null;
		LoggingEventBuilder line = line(logger.atError(), "failed", route);
		if (failure instanceof LlmException llm) {
			add(line, "kind", llm.kind());
			add(line, "requestId", (llm instanceof ProviderException provider) ? provider.requestId() : null);
			write(() -> line.log("LLM call failed after {} ms: {}, attempts: {}, cost: {}",
					millisTo(this.clock.instant()), llm.getMessage(), this.attempts, costInWords()));
		}
		else {
			write(() -> line.log("LLM call failed after {} ms with {}, attempts: {}, cost: {}",
					millisTo(this.clock.instant()), failure.getClass().getName(), this.attempts, costInWords()));
		}
	}

	private void write(Runnable line) {
		Map<String, String> own = MDC.getCopyOfContextMap();
		restore(this.mdc);
		try {
			line.run();
		}
		finally {
			restore(own);
		}
	}

	private static void restore(@Nullable Map<String, String> mdc) {
		if (mdc != null) {
			MDC.setContextMap(mdc);
		}
		else {
			MDC.clear();
		}
	}

	private LoggingEventBuilder line(LoggingEventBuilder line, String event, @Nullable String route) {
		add(line, "event", "llm.call." + event);
		add(line, "route", route);
		add(line, "latencyMs", millisTo(this.clock.instant()));
		add(line, "attempts", this.attempts);
		add(line, "cost", this.cost);
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

	private long millisTo(Instant instant) {
		return Duration.between(this.arrival, instant).toMillis();
	}

}
