package io.llmresilience.test;

/**
 * What an answer takes from the request it belongs to.
 */
record AnswerContext(ReceivedRequest request, String model, int inputTokens, long createdAt, AnswerIds ids) {

	AnswerContext withInputTokens(int inputTokens) {
		return new AnswerContext(this.request, this.model, inputTokens, this.createdAt, this.ids);
	}

	Dialect dialect() {
		return this.request.dialect();
	}

	boolean streamed() {
		return this.request.streamed();
	}

	int input(Message message) {
		return message.usage().inputOr(this.inputTokens);
	}

	int output(Message message) {
		return message.usage().outputOr(message.tokens());
	}

	String serviceTierOf(Message message) {
		String usual = (dialect() == Dialect.OPENAI) ? "default" : "standard";
		return (message.serviceTier() != null) ? message.serviceTier() : usual;
	}

	String modelOf(Message message) {
		return (message.model() != null) ? message.model() : this.model;
	}

}
