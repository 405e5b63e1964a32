package io.llmresilience.history;

import java.io.Reader;
import java.io.StringReader;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.TokenCounter;

/**
 * Splits documents of any length into chunks that are small enough for a model. A chunk
 * ends with a paragraph, else with a sentence, else with a line or a word; only what is
 * larger than a chunk by itself is cut, and an emoji or a letter with its accents only if
 * that, too, is larger. The chunks without their overlap, joined, are the document, to
 * the last character. The same document always has the same chunks, whatever the pieces
 * in which it comes. Immutable and thread-safe.
 */
public final class DocumentChunker {

	private final ChunkLimits limits;

	private DocumentChunker(ChunkLimits limits) {
		this.limits = limits;
	}

	/**
	 * Create a chunker whose limit is in tokens.
	 * @param limit the most tokens that a chunk may have, overlap included
	 * @param counter counts the tokens
	 * @param model the model that will read the chunks
	 * @return the chunker, without overlap
	 */
	public static DocumentChunker ofTokens(int limit, TokenCounter counter, ModelSpec model) {
		Objects.requireNonNull(counter, "'counter' must not be null");
		Objects.requireNonNull(model, "'model' must not be null");
		return new DocumentChunker(new ChunkLimits(TextMeasure.tokens(counter, model), limit, 0, Locale.ROOT));
	}

	/**
	 * Create a chunker whose limit is in characters, as {@link String#length()} counts
	 * them.
	 * @param limit the most characters that a chunk may have, overlap included
	 * @return the chunker, without overlap
	 */
	public static DocumentChunker ofCharacters(int limit) {
		return new DocumentChunker(new ChunkLimits(TextMeasure.characters(), limit, 0, Locale.ROOT));
	}

	/**
	 * Return a copy whose chunks begin with the end of the chunk before: as many whole
	 * sentences as fit, or words if the last sentence does not.
	 * @param overlap the most to repeat, in the limit's unit; less than the limit, 0 for
	 * nothing
	 * @return the copy
	 */
	public DocumentChunker withOverlap(int overlap) {
		return new DocumentChunker(
				new ChunkLimits(this.limits.measure(), this.limits.size(), overlap, this.limits.locale()));
	}

	/**
	 * Return a copy that looks for the sentences and words of a language. Without it the
	 * rules are used that most languages share; Thai needs its own.
	 * @param locale the language
	 * @return the copy
	 */
	public DocumentChunker withLocale(Locale locale) {
		Objects.requireNonNull(locale, "'locale' must not be null");
		return new DocumentChunker(
				new ChunkLimits(this.limits.measure(), this.limits.size(), this.limits.overlap(), locale));
	}

	/**
	 * Split a document that is in memory.
	 * @param text the document, may be empty
	 * @return all chunks
	 * @throws IllegalArgumentException if the text has half of a surrogate pair, or a
	 * character that is larger than the limit
	 */
	public List<DocumentChunk> split(String text) {
		Objects.requireNonNull(text, "'text' must not be null");
		return split(new StringReader(text)).toList();
	}

	/**
	 * Split a document while reading it. Only a few chunks' length of it is in memory.
	 * Reading blocks, so do not use the stream on an event loop.
	 * @param text reads the document; closed by the caller
	 * @return the chunks, each cut when it is asked for; fails as {@link #split(String)}
	 * does, and with an {@link java.io.UncheckedIOException} if reading fails
	 */
	public Stream<DocumentChunk> split(Reader text) {
		Objects.requireNonNull(text, "'text' must not be null");
		int characteristics = Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE;
		return StreamSupport.stream(Spliterators
			.spliteratorUnknownSize(new ChunkIterator(text, new ChunkCutter(this.limits)), characteristics), false);
	}

	/**
	 * Split a document while it arrives. A piece is asked for when a chunk is wanted that
	 * cannot be cut without it; only the last piece and a few chunks' length of the
	 * document are in memory. Tokens are counted on a thread that may block.
	 * @param text the document in pieces of any length, may be cut anywhere
	 * @return the chunks; fails as {@link #split(String)} does, and as the text does
	 */
	public Flux<DocumentChunk> split(Publisher<? extends CharSequence> text) {
		Objects.requireNonNull(text, "'text' must not be null");
		return new ChunkFlux(text, this.limits);
	}

	ChunkLimits limits() {
		return this.limits;
	}

	@Override
	public String toString() {
		return "DocumentChunker[" + this.limits.size() + " " + this.limits.measure().unit() + ", overlap="
				+ this.limits.overlap() + "]";
	}

}
