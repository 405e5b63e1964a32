package io.llmresilience.privacy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import org.slf4j.LoggerFactory;

/**
 * Takes the place of all appenders, opens all loggers to TRACE, and keeps the lines that
 * hold a canary.
 */
final class LogTrap extends UnsynchronizedAppenderBase<ILoggingEvent> implements AutoCloseable {

	private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

	private final Level level = this.root.getLevel();

	private final List<Appender<ILoggingEvent>> others = new ArrayList<>();

	private final Queue<String> caught = new ConcurrentLinkedQueue<>();

	private final Set<String> loggers = ConcurrentHashMap.newKeySet();

	LogTrap() {
		for (Iterator<Appender<ILoggingEvent>> i = this.root.iteratorForAppenders(); i.hasNext();) {
			this.others.add(i.next());
		}
		this.others.forEach(this.root::detachAppender);
		setContext(this.root.getLoggerContext());
		start();
		this.root.addAppender(this);
		this.root.setLevel(Level.TRACE);
	}

	@Override
	protected void append(ILoggingEvent event) {
		this.loggers.add(event.getLoggerName());
		String line = event.getThreadName() + " " + event.getLevel() + " " + event.getLoggerName() + " "
				+ event.getFormattedMessage() + " " + event.getKeyValuePairs() + " " + event.getMDCPropertyMap()
				+ ((event.getThrowableProxy() != null) ? ThrowableProxyUtil.asString(event.getThrowableProxy()) : "");
		if (Canary.isIn(line)) {
			this.caught.add(line);
		}
	}

	/**
	 * Return the lines that hold a canary, and forget them.
	 */
	List<String> drain() {
		List<String> lines = new ArrayList<>();
		while (!this.caught.isEmpty()) {
			lines.add(this.caught.remove());
		}
		return lines;
	}

	/**
	 * Return the names of the loggers that have written anything.
	 */
	Set<String> loggers() {
		return this.loggers;
	}

	@Override
	public void close() {
		this.root.detachAppender(this);
		this.root.setLevel(this.level);
		this.others.forEach(this.root::addAppender);
	}

}
