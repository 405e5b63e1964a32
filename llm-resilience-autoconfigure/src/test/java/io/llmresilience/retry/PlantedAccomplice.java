package io.llmresilience.retry;

import io.llmresilience.timeout.PlantedOffender;

/**
 * Closes the cycle.
 */
public class PlantedAccomplice {

	PlantedOffender offender = new PlantedOffender();

}
