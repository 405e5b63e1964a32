package io.llmresilience.test;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a model says, independent of the dialect it is said in.
 */
record Message(List<Part> parts, @Nullable String finishReason, @Nullable String model, @Nullable String serviceTier,
		Usage usage) {

	static final Message EMPTY = of(new Part.Text(""));

	static Message of(Part part) {
		return new Message(List.of(part), null, null, null, Usage.ESTIMATED);
	}

	Message and(Part part) {
		List<Part> parts = new ArrayList<>(this.parts);
		parts.add(part);
		return new Message(List.copyOf(parts), this.finishReason, this.model, this.serviceTier, this.usage);
	}

	Message startingWith(Part part) {
		List<Part> parts = new ArrayList<>(this.parts);
		parts.add(0, part);
		return new Message(List.copyOf(parts), this.finishReason, this.model, this.serviceTier, this.usage);
	}

	Message withFinishReason(String finishReason) {
		return new Message(this.parts, finishReason, this.model, this.serviceTier, this.usage);
	}

	Message withModel(String model) {
		return new Message(this.parts, this.finishReason, model, this.serviceTier, this.usage);
	}

	Message withServiceTier(String serviceTier) {
		return new Message(this.parts, this.finishReason, this.model, serviceTier, this.usage);
	}

	Message withUsage(Usage usage) {
		return new Message(this.parts, this.finishReason, this.model, this.serviceTier, usage);
	}

	/**
	 * Works out the texts that depend on the request.
	 */
	Message inAnswerTo(ReceivedRequest request) {
		List<Part> parts = this.parts.stream().map((part) -> part.inAnswerTo(request)).toList();
		return new Message(parts, this.finishReason, this.model, this.serviceTier, this.usage);
	}

	boolean has(Class<? extends Part> kind) {
		return this.parts.stream().anyMatch(kind::isInstance);
	}

	int tokens() {
		return Tokens.count(this.parts);
	}

}
