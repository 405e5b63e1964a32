package io.llmresilience.test;

/**
 * The wire format a request was written in, told apart by its path and headers.
 */
public enum Dialect {

	/** OpenAI Chat Completions, {@code POST /v1/chat/completions}. */
	OPENAI,

	/** Anthropic Messages, {@code POST /v1/messages}. */
	ANTHROPIC

}
