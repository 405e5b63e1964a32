package io.llmresilience.provider;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;

/**
 * What a provider's connections and answers may take of this machine.
 *
 * @param maxConnections Connections open to one provider at the same time.
 * @param maxPendingConnections Calls that may wait for a connection to one provider.
 * @param maxIdleTime Time after which an unused connection is closed.
 * @param maxEventSize Largest event of a stream.
 * @param maxBodySize Largest answer, whole or streamed.
 * @param maxErrorBodySize Part of an error's body that is read.
 */
public record HttpSettings(@DefaultValue("5000") int maxConnections, @DefaultValue("1000") int maxPendingConnections,
		@DefaultValue("30s") @DurationUnit(ChronoUnit.SECONDS) Duration maxIdleTime,
		@DefaultValue("8MB") DataSize maxEventSize, @DefaultValue("32MB") DataSize maxBodySize,
		@DefaultValue("64KB") DataSize maxErrorBodySize) {

	public HttpSettings {
		if (maxConnections < 1) {
			throw new IllegalArgumentException(
					"'llm.resilience.http.max-connections' must be at least 1, but is " + maxConnections);
		}
		if (maxPendingConnections < 0) {
			throw new IllegalArgumentException(
					"'llm.resilience.http.max-pending-connections' must not be negative, but is "
							+ maxPendingConnections);
		}
		if (maxIdleTime.isZero() || maxIdleTime.isNegative()) {
			throw new IllegalArgumentException(
					"'llm.resilience.http.max-idle-time' must be positive, but is " + maxIdleTime);
		}
		size(maxEventSize, "max-event-size");
		size(maxBodySize, "max-body-size");
		size(maxErrorBodySize, "max-error-body-size");
	}

	private static void size(DataSize size, String name) {
		if (size.toBytes() < 1 || size.toBytes() > Integer.MAX_VALUE) {
			throw new IllegalArgumentException(
					"'llm.resilience.http." + name + "' must be between 1B and 2047MB, but is " + size);
		}
	}

}
