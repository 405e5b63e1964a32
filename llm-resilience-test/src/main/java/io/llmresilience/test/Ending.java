package io.llmresilience.test;

/**
 * How an exchange between a client and the simulator came to its end.
 */
public enum Ending {

	/** It has not ended: the answer is still being sent, or withheld. */
	OPEN,

	/** The simulator has handed the last byte of its answer to the network. */
	ANSWERED,

	/** The simulator broke the connection, because a reply or a test told it to. */
	BROKEN_OFF,

	/** The client closed the connection before the answer was complete. */
	CLIENT_CLOSED

}
