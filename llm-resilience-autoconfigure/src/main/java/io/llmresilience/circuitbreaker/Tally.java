package io.llmresilience.circuitbreaker;

/**
 * How the last calls went.
 *
 * @param calls how many there were
 * @param failed how many of them failed
 * @param slow how many of them were slow
 */
record Tally(int calls, int failed, int slow) {

	static final Tally EMPTY = new Tally(0, 0, 0);

	double failureRate() {
		return share(this.failed);
	}

	double slowCallRate() {
		return share(this.slow);
	}

	private double share(int part) {
		return (this.calls > 0) ? (double) part / this.calls : 0;
	}

	@Override
	public String toString() {
		return (this.failed >= this.slow) ? this.failed + " of the last " + this.calls + " calls failed"
				: this.slow + " of the last " + this.calls + " calls were slow";
	}

}
