package io.llmresilience.history;

import java.util.function.Supplier;
import java.util.function.ToLongFunction;

import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.TokenCounter;

/**
 * In what a text's length is given. A text may be a little longer or shorter than its
 * halves together.
 *
 * @param unit what is counted, in the plural
 * @param counter counts
 * @param longestUnit so many characters are always looked at for one unit
 * @param usualRequest how many units most models can read at once and still answer
 * @param scheduler where counting is allowed
 */
record TextMeasure(String unit, ToLongFunction<String> counter, int longestUnit, int usualRequest,
		Supplier<Scheduler> scheduler) {

	private static final int LONGEST_TOKEN = 16;

	private static final int USUAL_TOKEN = 4;

	private static final int USUAL_REQUEST = 16_000;

	private static final long MOST_CHARACTERS = 1 << 28;

	static TextMeasure characters() {
		return new TextMeasure("characters", String::length, 1, 3 * USUAL_REQUEST, Schedulers::immediate);
	}

	static TextMeasure tokens(TokenCounter counter, ModelSpec model) {
		return new TextMeasure("tokens", (text) -> counter.count(text, model), LONGEST_TOKEN,
				Math.min(USUAL_REQUEST, model.contextWindow() / 2), Schedulers::boundedElastic);
	}

	long of(String text) {
		return this.counter.applyAsLong(text);
	}

	/**
	 * Return how many characters a unit has, before anything is known of the text.
	 */
	double usualUnit() {
		return (this.longestUnit > 1) ? USUAL_TOKEN : 1;
	}

	/**
	 * Return how many characters are looked at for a length. A few units may all be long.
	 */
	int mostCharacters(int units) {
		long few = (this.longestUnit - 1L) * LONGEST_TOKEN;
		return (int) Math.min((long) units * this.longestUnit + few, MOST_CHARACTERS);
	}

}
