package io.llmresilience.history;

import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.llmresilience.ChatRequest;
import io.llmresilience.ChatRequestBuilder;

/**
 * What is asked about a long document: one question about each of its chunks, and how the
 * answers become one. Immutable; {@code toString} shows sizes, never content.
 */
public final class DocumentPrompt {

	private static final String DEFAULT_COMBINING = "Combine these answers into one answer about the whole document.";

	private final String instructions;

	private final String combineInstructions;

	private final Function<DocumentChunk, ChatRequest> request;

	private final UnaryOperator<ChatRequestBuilder> options;

	private final int concurrency;

	private final @Nullable Integer combineLimit;

	private final boolean everyChunk;

	private DocumentPrompt(Builder builder) {
		this.instructions = builder.instructions;
		this.combineInstructions = builder.combineInstructions;
		this.options = builder.options;
		this.request = (builder.request != null) ? builder.request : this::request;
		this.concurrency = builder.concurrency;
		this.combineLimit = builder.combineLimit;
		this.everyChunk = builder.everyChunk;
	}

	/**
	 * Ask the same about every chunk and combine the answers.
	 * @param instructions what to do with each chunk, such as "Summarise the text in
	 * three sentences."; not blank
	 * @return the prompt
	 */
	public static DocumentPrompt of(String instructions) {
		return builder(instructions).build();
	}

	/**
	 * Start to describe what is asked.
	 * @param instructions what to do with each chunk, such as "Summarise the text in
	 * three sentences."; not blank
	 * @return a builder
	 */
	public static Builder builder(String instructions) {
		return new Builder(notBlank(instructions, "'instructions'"));
	}

	private static String notBlank(String text, String name) {
		Objects.requireNonNull(text, () -> name + " must not be null");
		if (text.isBlank()) {
			throw new IllegalArgumentException(name + " must not be blank");
		}
		return text;
	}

	private ChatRequest request(DocumentChunk chunk) {
		DocumentFence fence = DocumentFence.around(chunk.text());
		return this.options
			.apply(ChatRequest.builder()
				.system(this.instructions + "\n\n" + fence.explained("a part of a longer document"))
				.user(fence.enclose(chunk.index() + 1, chunk.text())))
			.build();
	}

	/**
	 * Return the request for one chunk.
	 */
	ChatRequest requestFor(DocumentChunk chunk) {
		return this.request.apply(chunk);
	}

	/**
	 * Return the request that combines answers.
	 * @param answers the answers, enclosed by the fence
	 */
	ChatRequest requestFor(String answers, DocumentFence fence) {
		String task = "This was asked about every part of a document:\n\n" + this.instructions + "\n\n"
				+ this.combineInstructions + "\n\n" + fence.explained("the answers, in the document's order,");
		return this.options.apply(ChatRequest.builder().system(task).user(answers)).build();
	}

	int concurrency() {
		return this.concurrency;
	}

	int combineLimit(int usual) {
		return (this.combineLimit != null) ? this.combineLimit : usual;
	}

	boolean everyChunk() {
		return this.everyChunk;
	}

	@Override
	public String toString() {
		return "DocumentPrompt[" + this.instructions.length() + " characters, concurrency=" + this.concurrency + "]";
	}

	/**
	 * Describes a {@link DocumentPrompt}. Not thread-safe.
	 */
	public static final class Builder {

		private final String instructions;

		private String combineInstructions = DEFAULT_COMBINING;

		private @Nullable Function<DocumentChunk, ChatRequest> request;

		private UnaryOperator<ChatRequestBuilder> options = UnaryOperator.identity();

		private int concurrency = 4;

		private @Nullable Integer combineLimit;

		private boolean everyChunk;

		private Builder(String instructions) {
			this.instructions = instructions;
		}

		/**
		 * Say how answers become one.
		 * @param combineInstructions what to do with the answers, not blank
		 * @return this builder
		 */
		public Builder combineInstructions(String combineInstructions) {
			this.combineInstructions = notBlank(combineInstructions, "'combineInstructions'");
			return this;
		}

		/**
		 * Set further fields of every request, such as the most tokens of an answer or
		 * the routes.
		 * @param options adds to a request that has its messages
		 * @return this builder
		 */
		public Builder options(UnaryOperator<ChatRequestBuilder> options) {
			this.options = Objects.requireNonNull(options, "'options' must not be null");
			return this;
		}

		/**
		 * Make the requests for chunks otherwise: without the instructions, the options
		 * and the fence that keeps the model from following what the chunk says.
		 * @param request makes a request of a chunk
		 * @return this builder
		 */
		public Builder request(Function<DocumentChunk, ChatRequest> request) {
			this.request = Objects.requireNonNull(request, "'request' must not be null");
			return this;
		}

		/**
		 * Limit how many chunks are asked about at a time; 4 by default.
		 * @param concurrency at least 1
		 * @return this builder
		 */
		public Builder concurrency(int concurrency) {
			this.concurrency = positive(concurrency, "'concurrency'");
			return this;
		}

		/**
		 * Limit how long the answers in one combining request may be together: by default
		 * 16,000 tokens (half the model's context window if that is less), 48,000
		 * characters, or a chunk's limit if that is more. More is combined in groups
		 * first.
		 * @param combineLimit at least 1, in the unit of the chunker's limit
		 * @return this builder
		 */
		public Builder combineLimit(int combineLimit) {
			this.combineLimit = positive(combineLimit, "'combineLimit'");
			return this;
		}

		/**
		 * Combine nothing unless every chunk has an answer. Otherwise the answers that
		 * are there are combined, and the result says that it is partial.
		 * @return this builder
		 */
		public Builder everyChunk() {
			this.everyChunk = true;
			return this;
		}

		private static int positive(int value, String name) {
			if (value < 1) {
				throw new IllegalArgumentException(name + " must be at least 1, but is " + value);
			}
			return value;
		}

		/**
		 * Create the prompt.
		 * @return the prompt
		 */
		public DocumentPrompt build() {
			return new DocumentPrompt(this);
		}

	}

}
