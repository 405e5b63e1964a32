package io.llmresilience.actuate;

import java.math.BigDecimal;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What one call can come to at worst, as configured: every route fails with something
 * that is tried again, and every attempt is charged.
 *
 * @param deadlineMs when a call ends whatever happens
 * @param attempts the most attempts of one call
 * @param backOffMs the longest sum of the back-offs between them
 * @param waitMs the longest sum of all waits, for rate limits and hints too
 * @param costOfAnswers USD for the longest answers alone, {@code null} if a price is
 * unknown
 * @param costOfFullWindows USD with prompts that fill the windows, {@code null} likewise
 * @param routes the routes in order
 * @param notes what the figures do not cover
 * @param warnings settings that cannot work together
 */
public record Report(long deadlineMs, int attempts, long backOffMs, long waitMs, @Nullable BigDecimal costOfAnswers,
		@Nullable BigDecimal costOfFullWindows, List<RouteBound> routes, List<String> notes, List<String> warnings) {

	public Report {
		costOfAnswers = Plain.amountOrNull(costOfAnswers);
		costOfFullWindows = Plain.amountOrNull(costOfFullWindows);
		routes = List.copyOf(routes);
		notes = List.copyOf(notes);
		warnings = List.copyOf(warnings);
	}

	/**
	 * Return this as lines for a log.
	 * @return one block of several lines
	 */
	public String text() {
		StringBuilder text = new StringBuilder("One call makes at most ").append(this.attempts)
			.append(" attempts and ends after ")
			.append(this.deadlineMs)
			.append(" ms; it waits at most ")
			.append(this.waitMs)
			.append(" ms, of these ")
			.append(this.backOffMs)
			.append(" ms between attempts; it costs at most ")
			.append(usd(this.costOfAnswers))
			.append(" for answers, ")
			.append(usd(this.costOfFullWindows))
			.append(" with full windows");
		this.routes.forEach((route) -> text.append(System.lineSeparator()).append("  ").append(route.text()));
		this.notes.forEach((note) -> text.append(System.lineSeparator()).append("  ").append(note));
		return text.toString();
	}

	private static String usd(@Nullable BigDecimal amount) {
		return (amount != null) ? amount.toPlainString() + " USD" : "an unknown price";
	}

	/**
	 * What one attempt on a route can come to.
	 *
	 * @param name the route
	 * @param attempts the most attempts of one call on it
	 * @param attemptMs the longest attempt
	 * @param contextWindow the tokens of prompt and answer together
	 * @param maxTokens the most tokens of an answer, unless the request says otherwise
	 * @param costOfAnswer USD for the longest answer alone, {@code null} if the price is
	 * unknown
	 * @param costOfFullWindow USD with a prompt that fills the window, {@code null}
	 * likewise
	 */
	public record RouteBound(String name, int attempts, long attemptMs, int contextWindow, int maxTokens,
			@Nullable BigDecimal costOfAnswer, @Nullable BigDecimal costOfFullWindow) {

		public RouteBound {
			costOfAnswer = Plain.amountOrNull(costOfAnswer);
			costOfFullWindow = Plain.amountOrNull(costOfFullWindow);
		}

		private String text() {
			return this.name + ": at most " + this.attempts + " attempts of " + this.attemptMs + " ms, each with "
					+ this.maxTokens + " tokens for " + usd(this.costOfAnswer) + ", or " + this.contextWindow
					+ " tokens for " + usd(this.costOfFullWindow);
		}

	}

}
