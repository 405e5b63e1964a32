package io.llmresilience.retry;

import org.springframework.retry.backoff.Sleeper;

/**
 * Notes how long a back-off policy wants to sleep instead of sleeping. A policy keeps one
 * sleeper for all calls, so the note is kept per thread, for the length of one question.
 */
final class CapturingSleeper implements Sleeper {

	private static final ThreadLocal<Long> CAPTURED = new ThreadLocal<>();

	@Override
	public void sleep(long backOffPeriod) {
		Long before = CAPTURED.get();
		CAPTURED.set((before != null) ? before + backOffPeriod : backOffPeriod);
	}

	static long capture(Runnable question) {
		CAPTURED.remove();
		try {
			question.run();
			Long captured = CAPTURED.get();
			return (captured != null) ? Math.max(0, captured) : 0;
		}
		finally {
			CAPTURED.remove();
		}
	}

}
