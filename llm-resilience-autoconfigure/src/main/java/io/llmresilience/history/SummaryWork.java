package io.llmresilience.history;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.llmresilience.ChatRequest;
import io.llmresilience.ChatResponse;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;
import io.llmresilience.LlmException.Sent;
import io.llmresilience.ProviderException;
import io.llmresilience.history.SummaryStore.Entry;

/**
 * Makes one summary: finds the newest one there is and adds to it what it lacks, piece by
 * piece. What is reached is kept, even if the rest fails.
 */
final class SummaryWork {

	private static final Logger logger = LoggerFactory.getLogger(SummarizingCompressor.class);

	private final SummaryParts parts;

	private final SummaryPlan plan;

	private final ChatRequest.Origin origin;

	private volatile @Nullable Entry reached;

	private String summary = "";

	private Instant until = Instant.MIN;

	private SummaryCost cost = SummaryCost.NOTHING;

	SummaryWork(SummaryParts parts, SummaryPlan plan, ChatRequest.Origin origin) {
		this.parts = parts;
		this.plan = plan;
		this.origin = origin;
	}

	/**
	 * Make the summary. Never fails.
	 */
	Mono<SummaryOutcome> run() {
		return this.parts.shelf()
			.find(this.plan)
			.publishOn(this.parts.worker())
			.doOnNext((entry) -> this.reached = entry)
			.filter((entry) -> this.plan.isEnough(entry.key()))
			.map(SummaryOutcome::found)
			.switchIfEmpty(Mono.defer(this::make))
			.onErrorResume((failure) -> Mono.fromSupplier(() -> failed(translated(failure))));
	}

	SummaryOutcome late() {
		return SummaryOutcome.failed(this.reached, FailureKind.TIMEOUT, SummaryCost.UNKNOWN);
	}

	SummaryOutcome interrupted() {
		return SummaryOutcome.failed(this.reached, FailureKind.SHUTDOWN, SummaryCost.UNKNOWN);
	}

	private Mono<SummaryOutcome> make() {
		FailureKind paused = this.parts.pauses().reason(this.plan);
		if (paused != null) {
			return Mono.just(SummaryOutcome.failed(this.reached, paused, SummaryCost.NOTHING));
		}
		SummaryPiece.Room room = this.parts.summarizer().room();
		this.until = this.parts.clock().instant().plus(this.parts.settings().timeout());
		return add(room).onErrorResume(SummaryWork::isTooLong, (failure) -> add(room.half()))
			.then(Mono.fromSupplier(this::made))
			.timeout(this.parts.settings().timeout(), this.parts.timer());
	}

	private static boolean isTooLong(Throwable failure) {
		return failure instanceof ProviderException refusal && refusal.kind() == FailureKind.CONTEXT_WINDOW_EXCEEDED;
	}

	private Flux<Void> add(SummaryPiece.Room room) {
		return Flux.defer(() -> {
			this.summary = (this.reached != null) ? this.reached.summary() : "";
			return Flux.fromIterable(pieces(room));
		}).concatMap(this::add);
	}

	private List<SummaryPiece> pieces(SummaryPiece.Room room) {
		return SummaryPiece.of(this.plan.turns(), turns(this.reached), this.plan.target(), room);
	}

	private int turns(@Nullable Entry entry) {
		return (entry != null) ? this.plan.turns(entry.key()) : 0;
	}

	private Mono<Void> add(SummaryPiece piece) {
		return this.parts.summarizer()
			.ask(this.summary, piece, this.origin, this.until)
			.doOnError(LlmException.class, (failure) -> this.cost = this.cost.plus(failure))
			.publishOn(this.parts.worker())
			.flatMap((answer) -> add(piece, answer));
	}

	private Mono<Void> add(SummaryPiece piece, ChatResponse answer) {
		this.cost = this.cost.plus(answer);
		this.summary = this.parts.summarizer().read(answer);
		if (piece.turns() == 0) {
			return Mono.empty();
		}
		Entry entry = new Entry(this.plan.key(piece.turns()), this.summary);
		this.reached = entry;
		return this.parts.shelf().save(entry);
	}

	private SummaryOutcome made() {
		this.parts.pauses().succeeded(this.plan);
		logger.debug("Summarized a conversation up to its turn {} with {}: {} tokens in, {} out", this.plan.target(),
				this.parts.summarizer().route(), this.cost.usage().inputTokens(), this.cost.usage().outputTokens());
		return SummaryOutcome.made(this.reached, this.cost);
	}

	private LlmException translated(Throwable failure) {
		if (failure instanceof LlmException known) {
			return known;
		}
		this.cost = SummaryCost.UNKNOWN;
		FailureKind kind = (failure instanceof TimeoutException) ? FailureKind.TIMEOUT : FailureKind.UNKNOWN;
		return ProviderException.of(kind, this.parts.summarizer().route())
			.reason("no summary: " + failure.getClass().getSimpleName())
			.sent(Sent.UNKNOWN)
			.build();
	}

	private SummaryOutcome failed(LlmException failure) {
		this.parts.pauses().failed(this.plan, failure);
		this.parts.warnings()
			.warn("A conversation could not be summarized with {} and goes on without its oldest turns: {}",
					this.parts.summarizer().route(), failure.kind());
		return SummaryOutcome.failed(this.reached, failure.kind(), this.cost);
	}

}
