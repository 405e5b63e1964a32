package io.llmresilience.observation;

import java.util.ArrayList;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CallLogEvent} with Logback and with a logger that takes no whole
 * events.
 */
class CallLogEventTests {

	private final ListAppender<ILoggingEvent> lines = new ListAppender<>() {

		@Override
		protected void append(ILoggingEvent line) {
			line.getCallerData();
			super.append(line);
		}

	};

	private Logger logback(Level level) {
		LoggerContext context = new LoggerContext();
		this.lines.setContext(context);
		this.lines.start();
		ch.qos.logback.classic.Logger logger = context.getLogger("io.llmresilience.call");
		logger.setLevel(level);
		logger.addAppender(this.lines);
		return logger;
	}

	private static CallLogEvent event(Logger logger, Object words) {
		return new CallLogEvent(logger, org.slf4j.event.Level.INFO, new KeyValuePair("event", "llm.call.answered"),
				words)
			.with("cost", null)
			.with("attempts", 2);
	}

	@Test
	void lineShouldHaveWordsAndKeyValues() {
		event(logback(Level.INFO), "answered").log();
		assertThat(this.lines.list).singleElement().satisfies((line) -> {
			assertThat(line.getLevel()).isEqualTo(Level.INFO);
			assertThat(line.getLoggerName()).isEqualTo("io.llmresilience.call");
			assertThat(line.getFormattedMessage()).isEqualTo("LLM call answered");
			assertThat(line.getKeyValuePairs()).extracting((pair) -> pair.key).containsExactly("event", "attempts");
			assertThat(line.getThreadName()).isEqualTo(Thread.currentThread().getName());
			assertThat(line.getTimeStamp()).isPositive();
			assertThat(line.getCallerData()[0].getClassName()).isEqualTo(CallLogEventTests.class.getName());
		});
	}

	@Test
	void whenLevelIsOffShouldWriteNothing() {
		event(logback(Level.WARN), "answered").log();
		assertThat(this.lines.list).isEmpty();
	}

	@Test
	void whenLineIsNotWrittenOutShouldNotPutItsWordsTogether() {
		List<String> asked = new ArrayList<>();
		Object words = new Object() {

			@Override
			public String toString() {
				asked.add("asked");
				return "answered";
			}

		};
		event(logback(Level.INFO), words).log();
		assertThat(asked).isEmpty();
	}

	@Test
	void whenLoggerTakesNoWholeEventsShouldUseItsBuilder() {
		PlainLogger logger = new PlainLogger();
		event(logger, "answered").log();
		assertThat(logger.lines).containsExactly("INFO event=llm.call.answered attempts=2 LLM call answered");
	}

	/**
	 * A logger that knows no more than SLF4J asks for.
	 */
	private static final class PlainLogger extends LegacyAbstractLogger {

		private final transient List<String> lines = new ArrayList<>();

		@Override
		protected @Nullable String getFullyQualifiedCallerName() {
			return null;
		}

		@Override
		protected void handleNormalizedLoggingCall(org.slf4j.event.Level level, @Nullable Marker marker, String message,
				Object @Nullable [] arguments, @Nullable Throwable throwable) {
			this.lines.add(level + " " + MessageFormatter.basicArrayFormat(message, arguments));
		}

		@Override
		public boolean isTraceEnabled() {
			return true;
		}

		@Override
		public boolean isDebugEnabled() {
			return true;
		}

		@Override
		public boolean isInfoEnabled() {
			return true;
		}

		@Override
		public boolean isWarnEnabled() {
			return true;
		}

		@Override
		public boolean isErrorEnabled() {
			return true;
		}

	}

}
