package io.llmresilience.test;

import java.util.HexFormat;
import java.util.Locale;

/**
 * The ids of one answer, made from the seed and the number of the arrival, so that a run
 * can be repeated.
 */
record AnswerIds(long seed, int sequence) {

	String request(Dialect dialect) {
		return (dialect == Dialect.OPENAI) ? "req_" + hex(1) + hex(2) : "req_011C" + hex(1).toUpperCase(Locale.ROOT);
	}

	String message(Dialect dialect) {
		return (dialect == Dialect.OPENAI) ? "chatcmpl-" + hex(3) : "msg_01" + hex(3).toUpperCase(Locale.ROOT);
	}

	String ray() {
		return hex(4) + "-FRA";
	}

	/**
	 * Mixes seed, number and purpose (the finalizer of SplitMix64).
	 */
	private String hex(int purpose) {
		long z = this.seed * 31 + this.sequence * 0x9E3779B97F4A7C15L + purpose;
		z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
		z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
		return HexFormat.of().toHexDigits(z ^ (z >>> 31));
	}

}
