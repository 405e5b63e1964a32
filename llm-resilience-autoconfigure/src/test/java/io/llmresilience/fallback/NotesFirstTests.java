package io.llmresilience.fallback;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import io.llmresilience.ChatEvent;
import io.llmresilience.ChatEvent.Note;
import io.llmresilience.TestCalls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NotesFirst}.
 */
class NotesFirstTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private static final ChatEvent ONE = new Note.Planned(List.of("one"));

	private static final ChatEvent TWO = new Note.Planned(List.of("two"));

	private final TestPublisher<ChatEvent> source = TestPublisher.create();

	private final Flux<ChatEvent> events = NotesFirst.of(List.of(ONE, TWO), this.source.flux());

	@Test
	void whenThereAreNoNotesShouldAddNothing() {
		Flux<ChatEvent> source = Flux.empty();
		assertThat(NotesFirst.of(List.of(), source)).isSameAs(source);
	}

	@Test
	void tellsTheNotesBeforeTheEvents() {
		StepVerifier.create(this.events)
			.expectNext(ONE, TWO)
			.then(() -> this.source.next(TestCalls.text("a")).complete())
			.expectNext(TestCalls.text("a"))
			.expectComplete()
			.verify(LIMIT);
	}

	@Test
	void subscribesAtOnceAndAsksForNothingYet() {
		StepVerifier.create(this.events, 0)
			.then(() -> this.source.assertSubscribers(1))
			.then(() -> this.source.assertMaxRequested(0))
			.thenCancel()
			.verify(LIMIT);
		this.source.assertCancelled();
	}

	@Test
	void asksTheSourceForNoMoreThanIsWanted() {
		TestPublisher<ChatEvent> strict = TestPublisher.create();
		StepVerifier.create(NotesFirst.of(List.of(ONE, TWO), strict.flux()), 1)
			.expectNext(ONE)
			.then(() -> strict.assertMaxRequested(0))
			.thenRequest(2)
			.expectNext(TWO)
			.then(() -> strict.assertMinRequested(1))
			.then(() -> strict.next(TestCalls.text("a")))
			.expectNext(TestCalls.text("a"))
			.thenRequest(1)
			.then(() -> strict.next(TestCalls.text("b")).complete())
			.expectNext(TestCalls.text("b"))
			.expectComplete()
			.verify(LIMIT);
	}

	@Test
	void whenSourceFailsBeforeTheNotesAreWantedShouldTellThemFirst() {
		StepVerifier.create(this.events, 0)
			.then(() -> this.source.error(new IllegalStateException("x")))
			.expectNoEvent(Duration.ofMillis(1))
			.thenRequest(5)
			.expectNext(ONE, TWO)
			.expectError(IllegalStateException.class)
			.verify(LIMIT);
	}

	@Test
	void whenCancelledBetweenNotesShouldTellNoMore() {
		StepVerifier.create(this.events.take(1)).expectNext(ONE).expectComplete().verify(LIMIT);
		this.source.assertCancelled();
	}

}
