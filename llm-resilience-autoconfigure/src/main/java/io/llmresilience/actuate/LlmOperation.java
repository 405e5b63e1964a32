package io.llmresilience.actuate;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Somebody has changed something by hand. Published as an application event.
 *
 * @param kind what was done
 * @param target the route as {@code provider/model}, or the provider
 * @param value the new value, such as {@code requests-per-minute=100}; {@code null} if
 * the operation has none
 * @param by who did it, {@code null} if that is not known
 * @param at when it was done
 */
public record LlmOperation(Kind kind, String target, @Nullable String value, @Nullable String by, Instant at) {

	public LlmOperation {
		Objects.requireNonNull(kind, "'kind' must not be null");
		Objects.requireNonNull(target, "'target' must not be null");
		Objects.requireNonNull(at, "'at' must not be null");
	}

	/**
	 * What can be done. A provider stands for all of its routes.
	 */
	public enum Kind {

		/**
		 * Let no call pass until the circuit is closed by hand.
		 */
		OPEN_CIRCUIT,

		/**
		 * Let calls pass, and forget how earlier ones went.
		 */
		CLOSE_CIRCUIT,

		/**
		 * Let calls go at once, whatever the provider last said.
		 */
		CLEAR_COOL_DOWN,

		/**
		 * Let no call pass until the route is resumed, and leave its circuit as it is.
		 */
		PAUSE,

		/**
		 * Let calls pass again as the circuit allows.
		 */
		RESUME,

		/**
		 * Give the route or the provider another limit.
		 */
		CHANGE_LIMIT;

		/**
		 * Return the name by which operations are asked for.
		 * @return the name in lower case with hyphens
		 */
		public String id() {
			return name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

	}

}
