package io.llmresilience.history;

/**
 * Decides how many of the oldest turns are left out.
 *
 * @param keepLast the newest turns to keep as long as they fit
 * @param keepShare the share of the window that turns may take after one did not fit; the
 * smaller it is, the longer the beginning of the prompt stays the same
 */
record WindowPlan(int keepLast, double keepShare) {

	/**
	 * Decide by going through the conversation as it grew, so that what was left out once
	 * stays left out, and for some turns nothing more has to be.
	 * @param turns the tokens of each turn, oldest first
	 * @param limit the tokens that turns may have together
	 * @return how many to leave out, never all
	 */
	int leaveOut(long[] turns, long limit) {
		int out = 0;
		long tokens = 0;
		for (int i = 0; i < turns.length; i++) {
			tokens += turns[i];
			if (tokens > limit) {
				while (out < i && (tokens > limit || mayGo(out, i, tokens, limit))) {
					tokens -= turns[out++];
				}
			}
		}
		return out;
	}

	private boolean mayGo(int oldest, int newest, long tokens, long limit) {
		return newest - oldest >= this.keepLast && tokens > this.keepShare * limit;
	}

}
