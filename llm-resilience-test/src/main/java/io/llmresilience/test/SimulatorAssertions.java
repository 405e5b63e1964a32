package io.llmresilience.test;

/**
 * Entry points for AssertJ assertions about a simulator and what it received.
 */
public final class SimulatorAssertions {

	private SimulatorAssertions() {
	}

	/**
	 * Starts assertions about a simulator.
	 * @param actual the simulator
	 * @return the assertions
	 */
	public static LlmProviderSimulatorAssert assertThat(LlmProviderSimulator actual) {
		return new LlmProviderSimulatorAssert(actual);
	}

	/**
	 * Starts assertions about a received request.
	 * @param actual the request
	 * @return the assertions
	 */
	public static ReceivedRequestAssert assertThat(ReceivedRequest actual) {
		return new ReceivedRequestAssert(actual);
	}

}
