package io.llmresilience.test;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * When the bytes of an answer are sent; a rate of 0 means all tokens at once.
 */
record Timing(Duration headersAfter, Duration firstTokenAfter, double tokensPerSecond, int pauseAfterTokens,
		Duration pause, @Nullable Duration keepAlive, @Nullable Duration perByte) {

	static final Timing AT_ONCE = new Timing(Duration.ZERO, Duration.ZERO, 0, 0, Duration.ZERO, null, null);

	Timing withHeadersAfter(Duration delay) {
		return new Timing(Check.notNegative("delay", delay), this.firstTokenAfter, this.tokensPerSecond,
				this.pauseAfterTokens, this.pause, this.keepAlive, this.perByte);
	}

	Timing withFirstTokenAfter(Duration delay) {
		return new Timing(this.headersAfter, Check.notNegative("delay", delay), this.tokensPerSecond,
				this.pauseAfterTokens, this.pause, this.keepAlive, this.perByte);
	}

	Timing withTokensPerSecond(double rate) {
		return new Timing(this.headersAfter, this.firstTokenAfter, rate, this.pauseAfterTokens, this.pause,
				this.keepAlive, this.perByte);
	}

	Timing withPause(int afterTokens, Duration pause) {
		return new Timing(this.headersAfter, this.firstTokenAfter, this.tokensPerSecond,
				Check.notNegative("tokens", afterTokens), Check.notNegative("pause", pause), this.keepAlive,
				this.perByte);
	}

	Timing withKeepAlive(Duration every) {
		return new Timing(this.headersAfter, this.firstTokenAfter, this.tokensPerSecond, this.pauseAfterTokens,
				this.pause, Check.positive("every", every), this.perByte);
	}

	Timing withPerByte(Duration perByte) {
		return new Timing(this.headersAfter, this.firstTokenAfter, this.tokensPerSecond, this.pauseAfterTokens,
				this.pause, this.keepAlive, Check.positive("perByte", perByte));
	}

	/**
	 * Nanoseconds from the headers to the given token, counted from 1; token 0 is what
	 * goes before the first.
	 */
	long tokenAt(int token) {
		long paced = (this.tokensPerSecond > 0) ? (long) (Math.max(0, token - 1) * 1e9 / this.tokensPerSecond) : 0;
		long paused = (token > this.pauseAfterTokens) ? this.pause.toNanos() : 0;
		return this.firstTokenAfter.toNanos() + paced + paused;
	}

	/**
	 * Nanoseconds from the headers to what follows the given token.
	 */
	long afterToken(int token) {
		boolean pausing = token == this.pauseAfterTokens;
		return tokenAt(token) + (pausing ? this.pause.toNanos() : 0);
	}

}
