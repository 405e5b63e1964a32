package io.llmresilience.autoconfigure;

/**
 * A route's name, split at its first slash.
 *
 * @param provider the provider's part
 * @param model the model's part, which may have slashes of its own
 */
record RouteName(String provider, String model) {

	static RouteName of(String name, String property) {
		int slash = name.indexOf('/');
		if (slash < 1 || slash == name.length() - 1 || !name.equals(name.strip()) || name.contains("|")) {
			throw new LlmConfigurationException("'" + property + "' has '" + name + "', which is no route.",
					"Write it as provider/model, for example anthropic/claude-sonnet-5-5.");
		}
		return new RouteName(name.substring(0, slash), name.substring(slash + 1));
	}

	@Override
	public String toString() {
		return this.provider + "/" + this.model;
	}

}
