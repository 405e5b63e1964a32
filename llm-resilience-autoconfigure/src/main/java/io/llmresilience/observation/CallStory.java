package io.llmresilience.observation;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.llmresilience.CallTrace.Shortening;
import io.llmresilience.CallTrace.WaitReason;
import io.llmresilience.ChatEvent.Note;
import io.llmresilience.FailureKind;
import io.llmresilience.observation.AbsorbedTrouble.Trouble;

/**
 * Makes out of the notes of one call what there is to count.
 */
final class CallStory {

	private final Listener listener;

	private List<Trouble> failures = List.of();

	private List<String> planned = List.of();

	private @Nullable Trouble left;

	private Note.@Nullable Charged charged;

	private int attempts;

	CallStory(Listener listener) {
		this.listener = listener;
	}

	void note(Note note) {
		if (note instanceof Note.AttemptEnded ended) {
			attempt(ended.route(), ended.failure());
		}
		else if (note instanceof Note.Waiting waiting) {
			this.listener.waited(waiting.reason(), waiting.duration());
		}
		else if (note instanceof Note.Charged charge) {
			this.charged = charge;
		}
		else if (note instanceof Note.Planned plan) {
			this.planned = plan.routes();
		}
		else if (note instanceof Note.Skipped skipped) {
			skipped(new Trouble(skipped.route(), skipped.kind()));
		}
		else if (note instanceof Note.Overtaken overtaken) {
			this.attempts++;
			this.left = null;
			this.listener.overtaken(overtaken.route(), overtaken.by());
		}
		else if (note instanceof Note.Shortened shortened) {
			this.listener.shortened(shortened.shortening());
		}
	}

	private void attempt(String route, @Nullable FailureKind failure) {
		this.attempts++;
		Trouble before = lastFailureOn(route);
		if (before != null) {
			this.listener.retried(before);
		}
		else if (this.left != null && isLaterThan(this.left.route(), route)) {
			this.listener.failedOver(this.left, route);
		}
		this.left = null;
		if (failure != null) {
			this.left = new Trouble(route, failure);
			this.failures = new ArrayList<>(this.failures);
			this.failures.add(this.left);
		}
		if (this.charged != null) {
			this.listener.charged(route, failure, this.charged.cost());
			this.charged = null;
		}
	}

	private @Nullable Trouble lastFailureOn(String route) {
		for (int i = this.failures.size() - 1; i >= 0; i--) {
			if (this.failures.get(i).route().equals(route)) {
				return this.failures.get(i);
			}
		}
		return null;
	}

	/**
	 * Return whether a route comes later in the plan. If it comes earlier, both were
	 * asked at the same time, and the later one failed first.
	 */
	private boolean isLaterThan(String left, String route) {
		int position = this.planned.indexOf(route);
		return position < 0 || position > this.planned.indexOf(left);
	}

	private void skipped(Trouble trouble) {
		if (this.left == null) {
			this.left = trouble;
		}
		this.listener.skipped(trouble);
	}

	/**
	 * Return how many attempts have ended.
	 */
	int attempts() {
		return this.attempts;
	}

	/**
	 * Counts what happens.
	 */
	interface Listener {

		/**
		 * A wait.
		 */
		void waited(WaitReason reason, Duration duration);

		/**
		 * Another attempt on a route that had failed.
		 */
		void retried(Trouble before);

		/**
		 * The first attempt on another route.
		 */
		void failedOver(Trouble from, String to);

		/**
		 * A route was passed over.
		 */
		void skipped(Trouble trouble);

		/**
		 * Another route was faster.
		 */
		void overtaken(String route, String by);

		/**
		 * The price of an attempt, {@code null} if unknown.
		 */
		void charged(String route, @Nullable FailureKind failure, @Nullable BigDecimal cost);

		/**
		 * A conversation was made to fit.
		 */
		void shortened(Shortening shortening);

	}

}
