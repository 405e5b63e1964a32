package io.llmresilience.budget;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A time during which the books are open, and what is to be done as soon as they are
 * closed again: nobody else is called before. Not thread-safe.
 */
final class Session {

	private final long now;

	private @Nullable List<Runnable> errands;

	Session(long now) {
		this.now = now;
	}

	/**
	 * Return the time in milliseconds of the epoch.
	 */
	long now() {
		return this.now;
	}

	void after(Runnable errand) {
		if (this.errands == null) {
			this.errands = new ArrayList<>(2);
		}
		this.errands.add(errand);
	}

	/**
	 * Do what is to be done, now that the books are closed.
	 */
	void closed() {
		if (this.errands != null) {
			this.errands.forEach(Runnable::run);
		}
	}

}
