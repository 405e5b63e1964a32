package io.llmresilience.test;

import java.util.Objects;
import java.util.function.Function;

/**
 * One piece of what a model says.
 */
sealed interface Part {

	/**
	 * Returns what is said when the request is known.
	 */
	default Part inAnswerTo(ReceivedRequest request) {
		return this;
	}

	record Text(String text) implements Part {

	}

	record Computed(Function<ReceivedRequest, String> function) implements Part {

		@Override
		public Part inAnswerTo(ReceivedRequest request) {
			return new Text(Objects.requireNonNull(this.function.apply(request), "The function returned null"));
		}

	}

	record Reasoning(String text) implements Part {

	}

	record Refusal(String text) implements Part {

	}

	record ToolCall(String id, String name, String arguments) implements Part {

	}

}
