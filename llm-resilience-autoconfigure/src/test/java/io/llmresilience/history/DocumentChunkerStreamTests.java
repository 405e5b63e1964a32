package io.llmresilience.history;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DocumentChunker} with documents that are read or arrive.
 */
class DocumentChunkerStreamTests {

	/** What is looked at: two chunks, and what a border depends on. */
	private static final int LOOKAHEAD = 2 * 50 + 64;

	private final DocumentChunker chunker = DocumentChunker.ofCharacters(50);

	private final AtomicLong taken = new AtomicLong();

	@Test
	void readerShouldBeReadAsFarAsTheNextChunkNeeds() {
		Iterator<DocumentChunk> chunks = this.chunker.split(new EndlessReader(this.taken)).iterator();
		assertThat(this.taken).hasValue(0);
		assertThat(chunks.next().text()).hasSize(50);
		assertThat(this.taken).hasValue(LOOKAHEAD);
		assertThat(chunks.next().offset()).isEqualTo(50);
		assertThat(this.taken).hasValue(LOOKAHEAD + 50);
	}

	@Test
	void whenReaderIsAtItsEndShouldHaveNoMoreChunks() {
		Iterator<DocumentChunk> chunks = this.chunker.split(Reader.nullReader()).iterator();
		assertThat(chunks.hasNext()).isFalse();
		assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(chunks::next);
	}

	@Test
	void whenReadingFailsShouldPassTheFailure() {
		Reader reader = new EndlessReader(this.taken) {

			@Override
			public int read(char[] buffer, int offset, int length) throws IOException {
				throw new IOException("disk");
			}

		};
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> this.chunker.split(reader).toList())
			.havingCause()
			.withMessage("disk");
	}

	@Test
	void piecesShouldBeAskedForOneByOneAndOnlyForAChunkThatIsWanted() {
		Flux<String> pieces = Flux.<String>generate((sink) -> sink.next("ten chars "))
			.doOnNext((piece) -> this.taken.incrementAndGet())
			.doOnRequest((count) -> assertThat(count).isOne());
		StepVerifier.create(this.chunker.split(pieces), 0)
			.then(() -> assertThat(this.taken).hasValue(0))
			.thenRequest(1)
			.expectNextCount(1)
			.then(() -> assertThat(this.taken).hasValue(LOOKAHEAD / 10 + 1))
			.thenRequest(2)
			.expectNextCount(2)
			.then(() -> assertThat(this.taken).hasValue(LOOKAHEAD / 10 + 1 + 10))
			.thenCancel()
			.verify();
	}

	@Test
	void whenAllChunksAreTakenShouldCompleteWithoutBeingAsked() {
		StepVerifier.create(this.chunker.split(Flux.just("One ", "", "two.")), 1)
			.expectNext(new DocumentChunk(0, "One two.", 0, 0))
			.verifyComplete();
	}

	@Test
	void whenDocumentIsEmptyShouldComplete() {
		StepVerifier.create(this.chunker.split(Flux.<String>empty())).verifyComplete();
	}

	@Test
	void whenCancelledShouldCancelTheDocument() {
		TestPublisher<String> pieces = TestPublisher.create();
		StepVerifier.create(this.chunker.split(pieces)).then(() -> pieces.next("One ")).thenCancel().verify();
		pieces.assertCancelled();
	}

	@Test
	void whenDocumentFailsShouldPassTheFailure() {
		Flux<String> pieces = Flux.just("One two three. ".repeat(20))
			.concatWith(Flux.error(new IOException("network")));
		StepVerifier.create(this.chunker.split(pieces)).expectNextCount(4).verifyErrorMessage("network");
	}

	@Test
	void whenTextIsWrongShouldCancelTheDocument() {
		TestPublisher<String> pieces = TestPublisher.create();
		StepVerifier.create(this.chunker.split(pieces))
			.then(() -> pieces.next("\ud83d"))
			.then(() -> pieces.next("x"))
			.verifyErrorMatches((failure) -> failure.getMessage().contains("at offset 0"));
		pieces.assertCancelled();
	}

	@Test
	void whenCounterIsBrokenShouldNotHang() {
		TestCounter counter = new TestCounter((text) -> {
			throw new NoClassDefFoundError("tokenizer");
		});
		TestPublisher<String> pieces = TestPublisher.<String>createCold().next("One two.".repeat(100));
		StepVerifier.create(DocumentChunker.ofTokens(1, counter, TestCounter.MODEL).split(pieces))
			.expectErrorMessage("tokenizer")
			.verify(Duration.ofSeconds(10));
		pieces.assertCancelled();
	}

	@Test
	void eachSubscriptionShouldSplitAnew() {
		Flux<DocumentChunk> chunks = this.chunker.split(Flux.just("word ".repeat(30)));
		assertThat(chunks.collectList().block()).isEqualTo(chunks.collectList().block()).hasSize(3);
	}

	@Test
	void tokensShouldBeCountedWhereBlockingIsAllowed() {
		AtomicBoolean blocking = new AtomicBoolean(true);
		TestCounter counter = new TestCounter((text) -> {
			blocking.compareAndSet(true, !Schedulers.isInNonBlockingThread());
			return text.length();
		});
		Flux<String> pieces = Flux.just("word ").repeat(999).publishOn(Schedulers.parallel());
		Flux<DocumentChunk> chunks = DocumentChunker.ofTokens(50, counter, TestCounter.MODEL).split(pieces);
		assertThat(chunks.map(DocumentChunk::text).collectList().block()).hasSize(100);
		assertThat(blocking).isTrue();
	}

	private static class EndlessReader extends Reader {

		private final AtomicLong taken;

		EndlessReader(AtomicLong taken) {
			this.taken = taken;
		}

		@Override
		public int read(char[] buffer, int offset, int length) throws IOException {
			Arrays.fill(buffer, offset, offset + length, 'x');
			this.taken.addAndGet(length);
			return length;
		}

		@Override
		public void close() {
		}

	}

}
