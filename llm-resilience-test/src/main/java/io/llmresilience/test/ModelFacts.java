package io.llmresilience.test;

/**
 * Limits of a model in tokens: the whole window, the longest prompt and the longest
 * answer.
 */
record ModelFacts(String name, String datedName, int contextWindow, int maxInput, int maxOutput) {

}
