package io.llmresilience.history;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import io.llmresilience.ChatResponse;
import io.llmresilience.ChatService;
import io.llmresilience.LlmException;

/**
 * Asks about one document. What it remembers is only touched by one signal at a time.
 */
final class DocumentRun {

	private final ChatService chat;

	private final DocumentPrompt prompt;

	private final DocumentGroups groups;

	private final Scheduler scheduler;

	private final Map<Integer, ChatResponse> answers = new TreeMap<>();

	private final Map<Integer, LlmException> failures = new TreeMap<>();

	private final NavigableMap<Integer, DocumentPart> parts = new TreeMap<>();

	private DocumentBill bill = DocumentBill.EMPTY;

	private int level;

	private boolean completed;

	DocumentRun(ChatService chat, ChunkLimits limits, DocumentPrompt prompt) {
		this.chat = chat;
		this.prompt = prompt;
		this.groups = new DocumentGroups(limits.measure(), prompt.combineLimit(limits.usualRequest()));
		this.scheduler = limits.measure().scheduler().get();
	}

	Flux<DocumentEvent> events(Publisher<DocumentChunk> chunks) {
		return Flux.concat(asked(chunks), Flux.defer(this::checked), combined());
	}

	private Flux<DocumentEvent> asked(Publisher<DocumentChunk> chunks) {
		return Flux.from(chunks)
			.filter((chunk) -> !chunk.text().isBlank())
			.flatMap(this::ask, this.prompt.concurrency(), 1)
			.doOnNext(this::keep);
	}

	private Mono<DocumentEvent> ask(DocumentChunk chunk) {
		return Mono.defer(() -> this.chat.send(this.prompt.requestFor(chunk)))
			.<DocumentEvent>map((response) -> new DocumentEvent.ChunkAnswered(chunk.index(), response))
			.onErrorResume(LlmException.class,
					(failure) -> Mono.just(new DocumentEvent.ChunkFailed(chunk.index(), failure)));
	}

	private void keep(DocumentEvent event) {
		if (event instanceof DocumentEvent.ChunkAnswered answered) {
			this.answers.put(answered.index(), answered.response());
			keep(new DocumentPart(answered.index(), answered.index(), answered.response()));
		}
		else if (event instanceof DocumentEvent.ChunkFailed failed) {
			this.failures.put(failed.index(), failed.failure());
		}
		else if (event instanceof DocumentEvent.Combined combined) {
			keep(new DocumentPart(combined.firstIndex(), combined.lastIndex(), combined.response()));
		}
	}

	private void keep(DocumentPart part) {
		this.parts.subMap(part.first(), part.last() + 1).clear();
		this.parts.put(part.first(), part);
		this.bill = this.bill.plus(part.response());
	}

	private Flux<DocumentEvent> checked() {
		if (this.answers.isEmpty()) {
			return Flux.error(this.failures.isEmpty()
					? new IllegalArgumentException("'document' must have text, but has nothing besides white space")
					: firstFailure());
		}
		if (this.prompt.everyChunk() && !this.failures.isEmpty()) {
			return Flux.error(failure("The chunks " + this.failures.keySet() + " have no answer, and every chunk must "
					+ "have one; ask about them again, or allow partial results", firstFailure()));
		}
		return Flux.empty();
	}

	private LlmException firstFailure() {
		Iterator<LlmException> failures = this.failures.values().iterator();
		LlmException first = failures.next();
		failures.forEachRemaining((other) -> {
			if (other != first) {
				first.addSuppressed(other);
			}
		});
		return first;
	}

	private DocumentException failure(String message, @Nullable LlmException cause) {
		return new DocumentException(message, cause, this.answers, this.failures);
	}

	/**
	 * Every level leaves fewer answers than there were, or fails.
	 */
	private Flux<DocumentEvent> combined() {
		return Flux.defer(this::nextLevel).subscribeOn(this.scheduler).repeat(() -> !this.completed);
	}

	private Flux<DocumentEvent> nextLevel() {
		List<DocumentPart> parts = List.copyOf(this.parts.values());
		if (parts.size() == 1) {
			this.completed = true;
			return Flux.just(new DocumentEvent.Completed(new DocumentResult(parts.get(0).response(), this.answers,
					this.failures, this.bill.usage(), this.bill.cost())));
		}
		List<List<DocumentPart>> groups = new ArrayList<>(this.groups.of(parts));
		groups.removeIf((group) -> group.size() == 1);
		if (groups.isEmpty()) {
			return Flux.error(failure(this.groups.tooLarge(parts), null));
		}
		this.level++;
		return Flux.fromIterable(groups).flatMap(this::combine, this.prompt.concurrency(), 1).doOnNext(this::keep);
	}

	private Mono<DocumentEvent> combine(List<DocumentPart> group) {
		DocumentFence fence = DocumentGroups.fence(group);
		int first = group.get(0).first();
		int last = group.get(group.size() - 1).last();
		int level = this.level;
		return Mono.defer(() -> this.chat.send(this.prompt.requestFor(DocumentGroups.enclosed(group, fence), fence)))
			.<DocumentEvent>map((response) -> new DocumentEvent.Combined(level, first, last, response))
			.onErrorMap(LlmException.class,
					(failure) -> failure("The answers about the chunks " + first + " to " + last
							+ " could not be combined (" + failure.kind() + "); the answers are in this exception",
							failure));
	}

}
