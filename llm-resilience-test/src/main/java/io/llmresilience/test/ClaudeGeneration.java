package io.llmresilience.test;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Tells the generation of a Claude model from its name, because newer ones refuse what
 * older ones take. Names without a number that can be read count as the newest.
 *
 * @param version the version, such as 4.5; 0 for other names
 */
record ClaudeGeneration(double version) {

	private static final Pattern NEW_NAME = Pattern.compile("claude-([a-z]+)-(\\d)(?:-(\\d))?(?:-\\d{8}|-latest)?");

	private static final Pattern OLD_NAME = Pattern.compile("claude-(\\d)(?:-(\\d))?-([a-z]+).*");

	private static final double NEWEST = 9;

	static ClaudeGeneration of(String model) {
		Matcher name = NEW_NAME.matcher(model);
		if (name.matches()) {
			return of(name.group(2), name.group(3));
		}
		name = OLD_NAME.matcher(model);
		if (name.matches()) {
			return of(name.group(1), name.group(2));
		}
		return new ClaudeGeneration(model.startsWith("claude-") ? NEWEST : 0);
	}

	private static ClaudeGeneration of(String major, @Nullable String minor) {
		return new ClaudeGeneration(Double.parseDouble(major + "." + ((minor != null) ? minor : "0")));
	}

	/**
	 * Since 4.7 only the default temperature, top_p and top_k are taken.
	 */
	boolean refusesSampling() {
		return this.version >= 4.7;
	}

	/**
	 * Since 4.6 the last message must not be the assistant's.
	 */
	boolean refusesPrefill() {
		return this.version >= 4.6;
	}

	/**
	 * Since 4.5 a prompt may leave less room than max_tokens asks for.
	 */
	boolean mayRunIntoContextWindow() {
		return this.version >= 4.5;
	}

}
