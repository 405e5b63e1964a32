package io.llmresilience.circuitbreaker;

import io.llmresilience.ChatEvent;
import io.llmresilience.ProviderException;

/**
 * Watches one attempt and settles its permission by what came of it.
 */
final class WatchedAttempt {

	private static final long NOT_YET = -1;

	private final RouteCircuitBreaker circuit;

	private final Permission permission;

	private final ProviderTime time;

	private final long start;

	private volatile long firstContent = NOT_YET;

	private volatile long lastContent;

	WatchedAttempt(RouteCircuitBreaker circuit, ProviderTime time) {
		this.circuit = circuit;
		this.permission = circuit.acquire();
		this.time = time;
		this.start = circuit.nanos();
	}

	void passed(ChatEvent event) {
		if (event.isContent() || event instanceof ChatEvent.Note.Progressing) {
			this.lastContent = elapsed();
			if (!hasContent()) {
				this.firstContent = this.lastContent;
			}
		}
		else if (event instanceof ChatEvent.Completed) {
			this.permission.succeeded(untilContent());
		}
	}

	void failed(Throwable failure) {
		long elapsed = elapsed();
		boolean timeGiven = this.time.wasGiven(elapsed, elapsed - this.lastContent, hasContent());
		Evidence evidence = Evidence.of(failure, timeGiven);
		if (evidence == Evidence.FAILURE && failure instanceof ProviderException provider) {
			this.permission.failed(untilContent(), provider);
		}
		else if (evidence == Evidence.ANSWER) {
			this.permission.answered(untilContent());
		}
		else {
			this.permission.giveBack();
		}
	}

	void ended() {
		this.permission.giveBack();
	}

	/**
	 * A consumer that leaves in the middle has seen that the provider works.
	 */
	void cancelled() {
		if (hasContent()) {
			this.permission.succeeded(this.firstContent);
		}
		else {
			this.permission.giveBack();
		}
	}

	private boolean hasContent() {
		return this.firstContent != NOT_YET;
	}

	private long untilContent() {
		return hasContent() ? this.firstContent : elapsed();
	}

	private long elapsed() {
		return this.circuit.nanos() - this.start;
	}

}
