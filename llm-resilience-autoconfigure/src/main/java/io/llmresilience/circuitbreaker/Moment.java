package io.llmresilience.circuitbreaker;

import java.time.Instant;

/**
 * A moment on two clocks.
 *
 * @param instant what people are shown
 * @param nanos what is decided by, on a clock that never jumps
 */
record Moment(Instant instant, long nanos) {

	long elapsed(long now) {
		return now - this.nanos;
	}

}
