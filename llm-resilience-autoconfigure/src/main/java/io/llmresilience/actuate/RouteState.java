package io.llmresilience.actuate;

/**
 * How a route stands, in one word.
 */
enum RouteState {

	/**
	 * Calls go to it.
	 */
	UP,

	/**
	 * It is left alone for a while, since its provider asked for quiet, has no quota left
	 * or does not know the model.
	 */
	COOLING,

	/**
	 * Too many calls have failed, or somebody has opened its circuit.
	 */
	CIRCUIT_OPEN,

	/**
	 * Its provider refuses the key.
	 */
	BAD_CREDENTIALS,

	/**
	 * Somebody has paused it.
	 */
	PAUSED

}
