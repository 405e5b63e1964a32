package io.llmresilience.ratelimit;

/**
 * What waits.
 *
 * @param total what all waiting calls take together; one request is one call
 * @param newest when the newest of them arrived, in nanoseconds
 */
record Backlog(Demand total, long newest) {

	static final Backlog EMPTY = new Backlog(Demand.NONE, Long.MIN_VALUE);

	/** Calls that arrive together come in any order. */
	private static final long TOGETHER = 10_000_000;

	Backlog plus(Demand demand, long arrival) {
		return new Backlog(this.total.plus(demand), Math.max(this.newest, arrival));
	}

	Backlog minus(Demand demand) {
		Demand rest = this.total.minus(demand);
		return (rest.requests() == 0) ? EMPTY : new Backlog(rest, this.newest);
	}

	int calls() {
		return (int) this.total.requests();
	}

	/**
	 * What goes before a call: all of it, or, before one that comes back, as good as
	 * nothing.
	 */
	Demand ahead(long arrival) {
		return (arrival >= this.newest - TOGETHER) ? this.total : Demand.NONE;
	}

}
