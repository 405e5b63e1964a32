package io.llmresilience.test;

/**
 * One request on the bill.
 *
 * @param sequence the number of the request since the start or the last reset, from 1, in
 * the order of arrival
 * @param dialect the dialect of the request
 * @param requestedModel the name of the model as it was asked for
 * @param servedModel the name of the model as the answer gives it, dated where the
 * provider does so
 * @param serviceTier the tier as the answer gives it, by which the price is chosen
 * @param tokens what is charged for
 */
public record BilledRequest(int sequence, Dialect dialect, String requestedModel, String servedModel,
		String serviceTier, BilledTokens tokens) {

	BilledRequest with(BilledTokens tokens) {
		return new BilledRequest(this.sequence, this.dialect, this.requestedModel, this.servedModel, this.serviceTier,
				tokens);
	}

}
