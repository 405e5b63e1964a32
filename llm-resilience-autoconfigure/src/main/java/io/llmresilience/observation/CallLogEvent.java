package io.llmresilience.observation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.spi.LoggingEventAware;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What the log is told of one call. Loggers that take a whole event, such as Logback's,
 * get this one; SLF4J's builder would make each of its lists anew.
 */
final class CallLogEvent implements LoggingEvent {

	private static final String MESSAGE = "LLM call {}";

	/**
	 * As many as a line has at most.
	 */
	private static final int KEY_VALUES = 11;

	private final Logger logger;

	private final Level level;

	private final List<KeyValuePair> keyValues = new ArrayList<>(KEY_VALUES);

	private final Object words;

	/**
	 * Create the event.
	 * @param logger where it goes
	 * @param level its level
	 * @param name the key-value that says what kind of event it is
	 * @param words what the message says of the call; its {@code toString} is asked only
	 * where the line is written
	 */
	CallLogEvent(Logger logger, Level level, KeyValuePair name, Object words) {
		this.logger = logger;
		this.level = level;
		this.keyValues.add(name);
		this.words = words;
	}

	/**
	 * Add a key-value, unless there is no value.
	 */
	CallLogEvent with(String key, @Nullable Object value) {
		if (value != null) {
			this.keyValues.add(new KeyValuePair(key, value));
		}
		return this;
	}

	void log() {
		if (!this.logger.isEnabledForLevel(this.level)) {
			return;
		}
		if (this.logger instanceof LoggingEventAware aware) {
			aware.log(this);
		}
		else {
			LoggingEventBuilder builder = this.logger.atLevel(this.level);
			this.keyValues.forEach((keyValue) -> builder.addKeyValue(keyValue.key, keyValue.value));
			builder.log(MESSAGE, this.words);
		}
	}

	@Override
	public Level getLevel() {
		return this.level;
	}

	@Override
	public String getLoggerName() {
		return this.logger.getName();
	}

	@Override
	public String getMessage() {
		return MESSAGE;
	}

	@Override
	public List<Object> getArguments() {
		return List.of(this.words);
	}

	@Override
	public Object[] getArgumentArray() {
		return new Object[] { this.words };
	}

	@Override
	public List<Marker> getMarkers() {
		return Collections.emptyList();
	}

	@Override
	public List<KeyValuePair> getKeyValuePairs() {
		return this.keyValues;
	}

	@Override
	public @Nullable Throwable getThrowable() {
		return null;
	}

	@Override
	public long getTimeStamp() {
		return 0;
	}

	@Override
	public String getThreadName() {
		return Thread.currentThread().getName();
	}

	@Override
	public String getCallerBoundary() {
		return CallLogEvent.class.getName();
	}

}
