package io.llmresilience.history;

import java.util.Objects;

import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.llmresilience.ChatService;

/**
 * Asks about documents that are longer than a model's context window: about every chunk
 * by itself, some at a time, and then combines the answers until one is left. Every
 * single call has the deadline, the retries and the limits of {@link ChatService}.
 * Immutable and thread-safe.
 */
public final class DocumentService {

	private final ChatService chat;

	private final DocumentChunker chunker;

	/**
	 * Create the service.
	 * @param chat answers
	 * @param chunker splits documents, and measures what is combined
	 */
	public DocumentService(ChatService chat, DocumentChunker chunker) {
		this.chat = Objects.requireNonNull(chat, "'chat' must not be null");
		this.chunker = Objects.requireNonNull(chunker, "'chunker' must not be null");
	}

	/**
	 * Return the chunker, for documents that are read or arrive in pieces.
	 * @return the chunker
	 */
	public DocumentChunker chunker() {
		return this.chunker;
	}

	/**
	 * Ask about a document that is in memory.
	 * @param prompt what to ask
	 * @param document the document, not blank
	 * @return the answer; see {@link #stream(DocumentPrompt, Publisher)} for failures
	 */
	public Mono<DocumentResult> send(DocumentPrompt prompt, String document) {
		return last(stream(prompt, document));
	}

	/**
	 * Ask about the chunks of a document.
	 * @param prompt what to ask
	 * @param chunks the chunks; a few more are asked for when one is answered
	 * @return the answer; see {@link #stream(DocumentPrompt, Publisher)} for failures
	 */
	public Mono<DocumentResult> send(DocumentPrompt prompt, Publisher<DocumentChunk> chunks) {
		return last(stream(prompt, chunks));
	}

	private static Mono<DocumentResult> last(Flux<DocumentEvent> events) {
		return events.last().map((event) -> ((DocumentEvent.Completed) event).result());
	}

	/**
	 * Ask about a document that is in memory, and see how it goes.
	 * @param prompt what to ask
	 * @param document the document, not blank
	 * @return the events; see {@link #stream(DocumentPrompt, Publisher)} for failures
	 */
	public Flux<DocumentEvent> stream(DocumentPrompt prompt, String document) {
		Objects.requireNonNull(document, "'document' must not be null");
		return stream(prompt, this.chunker.split(Flux.just(document)));
	}

	/**
	 * Ask about the chunks of a document, and see how it goes.
	 * @param prompt what to ask
	 * @param chunks the chunks; a few more are asked for when one is answered
	 * @return the events, ending with one {@link DocumentEvent.Completed}. Fails with the
	 * first chunk's {@link io.llmresilience.LlmException} if no chunk has an answer (the
	 * others are suppressed), with a {@link DocumentException} if the answers cannot be
	 * combined, with an {@link IllegalArgumentException} if all chunks are blank, and as
	 * the chunks do. Cancelling cancels the calls that are under way.
	 */
	public Flux<DocumentEvent> stream(DocumentPrompt prompt, Publisher<DocumentChunk> chunks) {
		Objects.requireNonNull(prompt, "'prompt' must not be null");
		Objects.requireNonNull(chunks, "'chunks' must not be null");
		return Flux.defer(() -> new DocumentRun(this.chat, this.chunker.limits(), prompt).events(chunks));
	}

}
