package io.llmresilience.test;

import java.util.List;

/**
 * The components of a reply, for those who carry it out.
 */
record Recipe(Kind kind, Message message, Timing timing, Shape shape, Fault fault, Envelope envelope,
		List<String> events) {

	static Recipe saying(Part part) {
		return of(Kind.MESSAGE, Envelope.OK).with(Message.of(part));
	}

	static Recipe of(Kind kind, Envelope envelope) {
		return new Recipe(kind, Message.EMPTY, Timing.AT_ONCE, Shape.USUAL, Fault.NONE, envelope, List.of());
	}

	Recipe with(Message message) {
		return new Recipe(this.kind, message, this.timing, this.shape, this.fault, this.envelope, this.events);
	}

	Recipe with(Usage usage) {
		return with(this.message.withUsage(usage));
	}

	Recipe with(Timing timing) {
		return new Recipe(this.kind, this.message, timing, this.shape, this.fault, this.envelope, this.events);
	}

	Recipe with(Shape shape) {
		return new Recipe(this.kind, this.message, this.timing, shape, this.fault, this.envelope, this.events);
	}

	Recipe with(Shape.Quirk quirk) {
		return with(this.shape.with(quirk));
	}

	Recipe with(Fault fault) {
		return new Recipe(this.kind, this.message, this.timing, this.shape, fault, this.envelope, this.events);
	}

	Recipe with(Envelope envelope) {
		return new Recipe(this.kind, this.message, this.timing, this.shape, this.fault, envelope, this.events);
	}

	Recipe with(List<String> events) {
		return new Recipe(this.kind, this.message, this.timing, this.shape, this.fault, this.envelope, events);
	}

	Recipe inAnswerTo(ReceivedRequest request) {
		return with(this.message.inAnswerTo(request));
	}

	/**
	 * Tells whether the model gets to answer at all before the provider fails.
	 */
	boolean isBilled(boolean streamed) {
		return this.fault.kind() != Fault.Kind.ERROR_EVENT || (streamed && this.fault.afterTokens() > 0);
	}

	/**
	 * Tells whether the answer is a fault from its first byte, for which nobody looks at
	 * the request.
	 */
	boolean isFault() {
		return this.kind != Kind.MESSAGE;
	}

	boolean isByEdge() {
		return this.kind == Kind.EDGE;
	}

	/**
	 * What an answer is made of.
	 */
	enum Kind {

		MESSAGE, STATUS, EDGE, EVENTS, RESET, CLOSE, SILENCE

	}

}
