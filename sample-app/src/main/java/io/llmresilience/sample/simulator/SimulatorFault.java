package io.llmresilience.sample.simulator;

import java.time.Duration;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import io.llmresilience.test.Reply;

/**
 * How the simulated providers can be broken.
 */
enum SimulatorFault {

	/**
	 * The provider that is asked first has no capacity, the other one works.
	 */
	FIRST_DOWN(Reply.overloaded()),

	/**
	 * No capacity for anybody (503, 529).
	 */
	OVERLOAD(Reply.overloaded()),

	/**
	 * Too many requests (429), with a hint to come back in two seconds.
	 */
	RATE_LIMIT(Reply.rateLimited(Duration.ofSeconds(2))),

	/**
	 * An answer that takes its time: four seconds to the first word, then five words in a
	 * second.
	 */
	SLOW(Reply.text("Good things take time, says the simulator, and so does this answer.")
		.firstTokenAfter(Duration.ofSeconds(4))
		.tokensPerSecond(5)),

	/**
	 * An answer that begins and never says a word.
	 */
	SILENT(Reply.noFirstToken()),

	/**
	 * A connection that is lost after a few words.
	 */
	CUT_STREAM(Reply
		.text("This sentence of the simulator will not be finished, because the connection is about to "
				+ "break in the middle of it.")
		.tokensPerSecond(20)
		.cutAfterTokens(12)),

	/**
	 * A connection that is reset before any answer.
	 */
	RESET(Reply.reset());

	private final Reply reply;

	SimulatorFault(Reply reply) {
		this.reply = reply;
	}

	Reply reply() {
		return this.reply;
	}

	String id() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	static @Nullable SimulatorFault of(String id) {
		for (SimulatorFault fault : values()) {
			if (fault.id().equals(id)) {
				return fault;
			}
		}
		return null;
	}

}
