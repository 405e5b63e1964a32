package io.llmresilience.budget;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

import io.llmresilience.CallRefusedException;
import io.llmresilience.CallTrace.WaitReason;
import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;
import io.llmresilience.LlmException.Sent;
import io.llmresilience.ProviderException;
import io.llmresilience.model.UsageSoFar;

/**
 * One attempt between its reservation and its settlement. Only its first end counts.
 */
final class Attempt {

	/** After these a provider may have produced what it bills. */
	private static final Set<FailureKind> UNCLEAR = EnumSet.of(FailureKind.TIMEOUT, FailureKind.CONNECTION,
			FailureKind.INTERRUPTED, FailureKind.MALFORMED, FailureKind.UNKNOWN);

	private static final int ERROR = 400;

	private static final long NOT_YET = -1;

	private final Budgets budgets;

	private final Tariff tariff;

	private final ChatCall call;

	private final UsageSoFar seen = new UsageSoFar();

	private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.RESERVING);

	private volatile long inputTokens = NOT_YET;

	private @Nullable Reservation reservation;

	Attempt(Budgets budgets, Tariff tariff, ChatCall call) {
		this.budgets = budgets;
		this.tariff = tariff;
		this.call = call;
	}

	Flux<ChatEvent> over(ChatExchange next) {
		return admitted(next).doOnCancel(this::cancelled);
	}

	private Flux<ChatEvent> admitted(ChatExchange next) {
		if (!this.tariff.isCounted()) {
			return events(next);
		}
		Ledger ledger = this.budgets.ledger();
		Reservation reservation = ledger.reserve(this.tariff.ask(this.call.request(), inputTokens()));
		this.reservation = reservation;
		if (!reservation.isOpen()) {
			return decided(reservation, next);
		}
		Instant since = now();
		return ledger.await(reservation, patience(since)).thenMany(Flux.defer(() -> {
			Duration waited = Duration.between(since, now());
			Flux<ChatEvent> events = decided(reservation, next);
			return waited.isZero() ? events : events.startWith(new ChatEvent.Note.Waiting(waited, WaitReason.BUDGET));
		}));
	}

	private Duration patience(Instant now) {
		Duration patience = this.budgets.settings().maxWait();
		Duration ofHop = this.call.hop().patience();
		Duration remaining = this.call.remaining(now);
		patience = (ofHop.compareTo(patience) < 0) ? ofHop : patience;
		return (remaining.compareTo(patience) < 0) ? remaining : patience;
	}

	private Flux<ChatEvent> decided(Reservation reservation, ChatExchange next) {
		Refusal refusal = reservation.refusal();
		return (refusal != null) ? failed(Bill.NOTHING, refusal.of(this.tariff.route(), now())) : events(next);
	}

	private Flux<ChatEvent> events(ChatExchange next) {
		return Flux.defer(
				() -> this.phase.compareAndSet(Phase.RESERVING, Phase.SENT) ? next.exchange(this.call) : Flux.empty())
			.map(this::passed)
			.onErrorResume(this::failed)
			.doOnComplete(this::cancelled);
	}

	private ChatEvent passed(ChatEvent event) {
		this.seen.accept(event);
		if (event instanceof ChatEvent.Completed completed) {
			Bill bill = billOfSeen();
			end(bill);
			return completed.with(this.seen.isCounted() ? Receipt.of(bill) : Receipt.UNKNOWN);
		}
		return event;
	}

	private Publisher<ChatEvent> failed(Throwable failure) {
		Bill bill = billOf(failure);
		end(bill);
		return failed(bill, failure);
	}

	private static Flux<ChatEvent> failed(Bill bill, Throwable failure) {
		return Flux.concat(Flux.just(Receipt.of(bill)), Flux.error(failure));
	}

	/**
	 * A consumer that has gone is charged for what it got to see, a whole answer that is
	 * produced all the same for all of it.
	 */
	private void cancelled() {
		Phase phase = this.phase.get();
		if (phase != Phase.ENDED) {
			end((phase == Phase.SENT) ? billOfUnknownEnd() : Bill.NOTHING);
		}
	}

	private void end(Bill bill) {
		Reservation reservation = this.reservation;
		if (this.phase.getAndSet(Phase.ENDED) != Phase.ENDED && reservation != null) {
			this.budgets.ledger().end(reservation, bill);
		}
	}

	private Bill billOf(Throwable failure) {
		if (this.seen.hasStarted()) {
			return billOfSeen();
		}
		return (isUnsent(failure) || isRefused(failure)) ? Bill.NOTHING : billOfUnknownEnd();
	}

	private static boolean isUnsent(Throwable failure) {
		return failure instanceof LlmException llm && llm.sent() == Sent.NO;
	}

	private static boolean isRefused(Throwable failure) {
		return failure instanceof ProviderException provider
				&& ((provider.status() != null && provider.status() >= ERROR) || !UNCLEAR.contains(provider.kind()));
	}

	private Bill billOfUnknownEnd() {
		return this.call.streamed() ? billOfSeen() : this.tariff.worstCase(this.call.request(), inputTokens());
	}

	private Bill billOfSeen() {
		return this.tariff.bill(this.seen, inputTokens());
	}

	private long inputTokens() {
		if (this.inputTokens == NOT_YET) {
			this.inputTokens = this.tariff.estimate(this.call.request());
		}
		return this.inputTokens;
	}

	private Instant now() {
		return this.budgets.clock().instant();
	}

	private enum Phase {

		RESERVING, SENT, ENDED

	}

}
