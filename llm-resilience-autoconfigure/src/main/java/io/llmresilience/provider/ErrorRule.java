package io.llmresilience.provider;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

import io.llmresilience.FailureKind;

/**
 * One line of a table that says what errors mean. Immutable.
 *
 * @param kind what the error means if the rule applies
 * @param words identifiers, in lower case, of which the body holds one
 * @param markers phrases, in lower case, of which the body's text holds one; digits count
 * only where they stand alone
 * @param subjects phrases of which the text must hold one as well; none if empty
 * @param statuses the HTTP statuses at which it applies, 200 inside an answer
 */
public record ErrorRule(FailureKind kind, Set<String> words, List<String> markers, List<String> subjects,
		IntPredicate statuses) {

	/**
	 * Create a rule about identifiers, for any status.
	 * @param kind what the error means
	 * @param words the identifiers in lower case
	 * @return the rule
	 */
	public static ErrorRule words(FailureKind kind, String... words) {
		return new ErrorRule(kind, Set.of(words), List.of(), List.of(), (status) -> true);
	}

	/**
	 * Create a rule about texts, for any status.
	 * @param kind what the error means
	 * @param markers the phrases in lower case
	 * @return the rule
	 */
	public static ErrorRule text(FailureKind kind, String... markers) {
		return new ErrorRule(kind, Set.of(), List.of(markers), List.of(), (status) -> true);
	}

	/**
	 * Narrow the rule to some statuses.
	 * @param some the statuses
	 * @return a narrower rule
	 */
	public ErrorRule at(int... some) {
		Set<Integer> set = Arrays.stream(some).boxed().collect(Collectors.toUnmodifiableSet());
		return new ErrorRule(this.kind, this.words, this.markers, this.subjects, set::contains);
	}

	/**
	 * Widen the rule to all statuses but some.
	 * @param some the statuses
	 * @return the other rule
	 */
	public ErrorRule notAt(int... some) {
		IntPredicate statuses = at(some).statuses.negate();
		return new ErrorRule(this.kind, this.words, this.markers, this.subjects, statuses);
	}

	/**
	 * Narrow the rule to texts about something.
	 * @param some the phrases of which the text must hold one
	 * @return a narrower rule
	 */
	public ErrorRule about(String... some) {
		return new ErrorRule(this.kind, this.words, this.markers, List.of(some), this.statuses);
	}

	boolean matches(int status, Set<String> bodyWords, String text) {
		return this.statuses.test(status) && (this.subjects.isEmpty() || holdsOne(text, this.subjects))
				&& (this.words.stream().anyMatch(bodyWords::contains) || holdsOne(text, this.markers));
	}

	private static boolean holdsOne(String text, List<String> phrases) {
		return phrases.stream().anyMatch((phrase) -> holds(text, phrase));
	}

	private static boolean holds(String text, String phrase) {
		if (!Character.isDigit(phrase.charAt(0))) {
			return text.contains(phrase);
		}
		for (int at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + 1)) {
			if (isEdge(text, at - 1) && isEdge(text, at + phrase.length())) {
				return true;
			}
		}
		return false;
	}

	private static boolean isEdge(String text, int index) {
		return index < 0 || index >= text.length() || !Character.isLetterOrDigit(text.charAt(index));
	}

}
