package io.llmresilience.test;

import java.time.Duration;
import java.util.List;

/**
 * Everything the server does for one request. Status 0 means that not even headers are
 * sent.
 *
 * @param before the wait before the headers
 * @param length the promised length; -1 for a chunked body
 * @param endAt when the closing act happens, in nanoseconds after the headers
 */
record Plan(Duration before, int status, List<Header> headers, long length, Iterable<Beat> beats, long endAt,
		Close close) {

	static Plan withoutHeaders(Duration before, Close close) {
		return new Plan(before, 0, List.of(), -1, List.of(), 0, close);
	}

	Plan with(List<Header> headers) {
		return new Plan(this.before, this.status, headers, this.length, this.beats, this.endAt, this.close);
	}

	/**
	 * The last thing the server does with the exchange.
	 */
	enum Close {

		COMPLETE, SILENCE, CUT, RESET

	}

}
