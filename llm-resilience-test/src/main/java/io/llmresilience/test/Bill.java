package io.llmresilience.test;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a real provider would charge for the requests since the start or the last reset,
 * whatever reached the client.
 * <ul>
 * <li>A request that is refused or fails before the model answers costs nothing; neither
 * do replies from no model: a status, a page, raw bytes or events, and silence or an end
 * of the connection before the headers.</li>
 * <li>A request that is taken costs its prompt, even if the client hangs up at once.</li>
 * <li>A stream costs the tokens that were sent, also when it is cut, stalls, fails, or
 * the client hangs up. If a reply reports other numbers than its own, it costs that share
 * of them, rounded up.</li>
 * <li>An answer that is not streamed costs all its tokens, even if it never arrives: the
 * provider produces it anyway. So does a stream without text.</li>
 * </ul>
 * Immutable.
 *
 * @param requests the last 10,000 requests that ended and all whose answer is still being
 * sent, in the order of arrival
 * @param byModel the sums of all requests by the name of the served model, in
 * alphabetical order
 */
public record Bill(List<BilledRequest> requests, Map<String, BilledTokens> byModel) {

	/**
	 * Copies what it is given.
	 * @param requests the requests
	 * @param byModel the sums
	 */
	public Bill {
		requests = List.copyOf(requests);
		byModel = Collections.unmodifiableMap(new TreeMap<>(byModel));
	}

	/**
	 * Returns the sums of all requests.
	 * @return the sums over all models
	 */
	public BilledTokens total() {
		return this.byModel.values().stream().reduce(BilledTokens.NONE, BilledTokens::plus);
	}

}
