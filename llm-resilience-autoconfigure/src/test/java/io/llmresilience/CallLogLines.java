package io.llmresilience;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keeps the lines that calls of a test leave in the log.
 */
public final class CallLogLines extends AppenderBase<ILoggingEvent> implements BeforeEachCallback, AfterEachCallback {

	private final Logger logger = (Logger) LoggerFactory.getLogger("io.llmresilience.call");

	private final List<ILoggingEvent> lines = new CopyOnWriteArrayList<>();

	@Override
	public void beforeEach(ExtensionContext context) {
		start();
		this.logger.addAppender(this);
		this.logger.setLevel(Level.INFO);
	}

	@Override
	public void afterEach(ExtensionContext context) {
		this.logger.detachAppender(this);
		this.logger.setLevel(null);
	}

	@Override
	protected void append(ILoggingEvent line) {
		line.prepareForDeferredProcessing();
		this.lines.add(line);
	}

	/**
	 * Return the lines, oldest first.
	 * @return all of them
	 */
	public List<ILoggingEvent> all() {
		return this.lines;
	}

	/**
	 * Return the line of the only call.
	 * @return the line, warnings left out
	 */
	public ILoggingEvent only() {
		List<ILoggingEvent> calls = this.lines.stream().filter((line) -> line.getLevel() != Level.WARN).toList();
		assertThat(calls).hasSize(1);
		return calls.get(0);
	}

	/**
	 * Return the key-values of a line.
	 * @param line the line
	 * @return its values by key
	 */
	public static Map<String, Object> keyValues(ILoggingEvent line) {
		List<KeyValuePair> pairs = line.getKeyValuePairs();
		return pairs.stream().collect(Collectors.toMap((pair) -> pair.key, (pair) -> pair.value));
	}

}
