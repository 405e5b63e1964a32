package io.llmresilience.test;

/**
 * One piece of what a model says.
 */
sealed interface Part {

	record Text(String text) implements Part {

	}

	record Reasoning(String text) implements Part {

	}

	record Refusal(String text) implements Part {

	}

	record ToolCall(String id, String name, String arguments) implements Part {

	}

}
