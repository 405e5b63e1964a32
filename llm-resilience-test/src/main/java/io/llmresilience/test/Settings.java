package io.llmresilience.test;

import java.time.InstantSource;

/**
 * What a simulator was built with.
 */
record Settings(int port, long seed, String apiKey, Reply defaultReply, int recorded, InstantSource clock,
		ModelCatalog models, RateLimits limits, PromptTokenCounter tokenCounter) {

}
