package io.llmresilience.test;

/**
 * Limits of a model in tokens: the whole window, the longest prompt and the longest
 * answer.
 */
record ModelFacts(String name, String datedName, int contextWindow, int maxInput, int maxOutput) {

	static ModelFacts of(String name, int contextWindow, int maxInput, int maxOutput) {
		Check.positive("contextWindow", contextWindow);
		return new ModelFacts(name, name, contextWindow, Check.inRange("maxInput", maxInput, 1, contextWindow),
				Check.positive("maxOutput", maxOutput));
	}

}
