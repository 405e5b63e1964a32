package io.llmresilience.test;

import java.util.List;

import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ListAssert;

/**
 * Assertions about what a simulator has received so far. Failures show sizes, never
 * content.
 */
public final class LlmProviderSimulatorAssert extends AbstractAssert<LlmProviderSimulatorAssert, LlmProviderSimulator> {

	LlmProviderSimulatorAssert(LlmProviderSimulator actual) {
		super(actual, LlmProviderSimulatorAssert.class);
	}

	/**
	 * Verifies the number of requests that arrived, in both dialects together.
	 * @param count the expected number
	 * @return these assertions
	 */
	public LlmProviderSimulatorAssert received(int count) {
		isNotNull();
		if (this.actual.arrivals() != count) {
			throw failureWithActualExpected(this.actual.arrivals(), count,
					"Expected the simulator to have received %d requests but it received %d: %s", count,
					this.actual.arrivals(), this.actual.requests());
		}
		return this;
	}

	/**
	 * Verifies the number of requests that arrived; reads better at the end of a chain.
	 * @param count the expected number
	 * @return these assertions
	 */
	public LlmProviderSimulatorAssert receivedRequests(int count) {
		return received(count);
	}

	/**
	 * Verifies that no request arrived.
	 * @return these assertions
	 */
	public LlmProviderSimulatorAssert receivedNothing() {
		return received(0);
	}

	/**
	 * Verifies that no answer is under way.
	 * @return these assertions
	 */
	public LlmProviderSimulatorAssert hasNoOpenExchanges() {
		isNotNull();
		if (this.actual.openExchanges() != 0) {
			throw failure("Expected no open exchanges but there were %d", this.actual.openExchanges());
		}
		return this;
	}

	/**
	 * Goes on with the recorded requests.
	 * @return assertions about the list
	 */
	public ListAssert<ReceivedRequest> requests() {
		isNotNull();
		return Assertions.assertThat(this.actual.requests());
	}

	/**
	 * Goes on with one recorded request.
	 * @param sequence the number of the request, from 1
	 * @return assertions about the request
	 */
	public ReceivedRequestAssert request(int sequence) {
		isNotNull();
		for (ReceivedRequest request : this.actual.requests()) {
			if (request.sequence() == sequence) {
				return new ReceivedRequestAssert(request);
			}
		}
		throw failure("Expected a recorded request #%d but there are only %s", sequence, this.actual.requests());
	}

	/**
	 * Goes on with the request that was recorded last.
	 * @return assertions about the request
	 */
	public ReceivedRequestAssert lastRequest() {
		isNotNull();
		List<ReceivedRequest> requests = this.actual.requests();
		if (requests.isEmpty()) {
			throw failure("Expected a recorded request but there is none; did the client call the simulator?");
		}
		return new ReceivedRequestAssert(requests.get(requests.size() - 1));
	}

}
