package io.llmresilience.observation;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What a call leaves in the log.
 *
 * @param logSuccess Whether an answered call writes one line at INFO.
 * @param logFailure Whether a failed call writes one line at ERROR.
 */
public record ObservationSettings(@DefaultValue("true") boolean logSuccess, @DefaultValue("true") boolean logFailure) {

}
