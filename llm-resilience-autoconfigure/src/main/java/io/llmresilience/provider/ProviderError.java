package io.llmresilience.provider;

import java.util.Objects;

import tools.jackson.databind.JsonNode;

/**
 * An error as a provider reported it: by HTTP status and body, or by an event of a
 * stream. It may echo a key or a prompt and so never leaves the provider rooms.
 *
 * @param status the HTTP status, or 200 for an error inside a stream
 * @param body the body as text, at most as long as configured; empty if there was none
 * @param json the body as JSON, a missing node if it is none
 */
public record ProviderError(int status, String body, JsonNode json) {

	public ProviderError {
		Objects.requireNonNull(body, "'body' must not be null");
		Objects.requireNonNull(json, "'json' must not be null");
	}

	@Override
	public String toString() {
		return "ProviderError[" + this.status + ", " + this.body.length() + " characters]";
	}

	/**
	 * Ends the reading of an answer that turned out to be an error.
	 */
	public static final class Raised extends RuntimeException {

		private final transient ProviderError error;

		/**
		 * Create the signal.
		 * @param error the error inside the answer
		 */
		public Raised(ProviderError error) {
			super(null, null, false, false);
			this.error = error;
		}

		/**
		 * Return the error.
		 * @return the error inside the answer
		 */
		public ProviderError error() {
			return this.error;
		}

	}

}
