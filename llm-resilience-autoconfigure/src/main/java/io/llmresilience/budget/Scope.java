package io.llmresilience.budget;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Which calls a budget counts.
 *
 * @param kind by what they are told
 * @param name the provider, the route or the label
 * @param value the label's value, {@code null} for all of its values, each by itself
 */
record Scope(Kind kind, String name, @Nullable String value) {

	private static final String EXAMPLES = "all, provider:openai, model:openai/gpt-6-luna, label:tenant or "
			+ "label:feature=search";

	static Scope parse(String text, String property) {
		int colon = text.indexOf(':');
		String kind = (colon < 0) ? text : text.substring(0, colon);
		String name = text.substring(colon + 1);
		if (text.equals("all")) {
			return new Scope(Kind.ALL, "", null);
		}
		if (!name.isBlank() && colon > 0) {
			switch (kind) {
				case "provider":
					return new Scope(Kind.PROVIDER, name, null);
				case "model":
					if (name.indexOf('/') > 0) {
						return new Scope(Kind.MODEL, name, null);
					}
					break;
				case "label":
					int equals = name.indexOf('=');
					if (equals != 0 && equals != name.length() - 1) {
						return (equals < 0) ? new Scope(Kind.LABEL, name, null)
								: new Scope(Kind.LABEL, name.substring(0, equals), name.substring(equals + 1));
					}
			}
		}
		throw new IllegalArgumentException(property + "scope' is '" + text + "', which is none; write " + EXAMPLES);
	}

	/**
	 * Return whether calls on a route may count.
	 * @param route the route, {@code provider/model}
	 */
	boolean covers(String route) {
		return switch (this.kind) {
			case ALL, LABEL -> true;
			case PROVIDER -> route.startsWith(this.name + "/");
			case MODEL -> route.equals(this.name);
		};
	}

	/**
	 * Return whether a call with these labels counts, given that its route may.
	 */
	boolean covers(Map<String, String> labels) {
		if (this.kind != Kind.LABEL) {
			return true;
		}
		String actual = labels.get(this.name);
		return actual != null && (this.value == null || this.value.equals(actual));
	}

	@Nullable String splitBy() {
		return (this.kind == Kind.LABEL && this.value == null) ? this.name : null;
	}

	enum Kind {

		ALL, PROVIDER, MODEL, LABEL

	}

}
