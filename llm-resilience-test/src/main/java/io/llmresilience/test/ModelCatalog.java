package io.llmresilience.test;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The models the simulator knows, with their limits. Names are matched exactly, then
 * without a date at the end.
 */
final class ModelCatalog {

	private static final Pattern DATE = Pattern.compile("-(\\d{4}-\\d{2}-\\d{2}|\\d{8})$");

	private final Map<String, ModelFacts> models = new HashMap<>();

	private final boolean strict;

	ModelCatalog(Map<String, ModelFacts> own, boolean strict) {
		this.strict = strict;
		openAiReasoning();
		openAiClassic();
		claude();
		this.models.putAll(own);
	}

	private void openAiReasoning() {
		openAi(1_050_000, 922_000, 128_000, "gpt-6-astra", "gpt-6.1-sol", "gpt-6-sol", "gpt-6-luna", "gpt-5.6",
				"gpt-5.6-sol", "gpt-5.6-terra", "gpt-5.6-luna", "gpt-5.5", "gpt-5.5-pro", "gpt-5.4", "gpt-5.4-pro");
		openAi(400_000, 272_000, 128_000, "gpt-5.4-mini", "gpt-5.4-nano", "gpt-5.2", "gpt-5.2-pro", "gpt-5.1",
				"gpt-5-pro");
		openAi(200_000, 200_000, 100_000, "o1", "o3", "o3-pro", "o3-mini", "o4-mini", "o1-pro");
		add("gpt-5", "2025-08-07", 400_000, 272_000, 128_000);
		add("gpt-5-mini", "2025-08-07", 400_000, 272_000, 128_000);
		add("gpt-5-nano", "2025-08-07", 400_000, 272_000, 128_000);
	}

	private void openAiClassic() {
		openAi(128_000, 128_000, 16_384, "gpt-5.3-chat-latest", "gpt-5.2-chat-latest", "gpt-5.1-chat-latest",
				"gpt-5-chat-latest", "chatgpt-4o-latest");
		add("gpt-4.1", "2025-04-14", 1_047_576, 1_047_576, 32_768);
		add("gpt-4.1-mini", "2025-04-14", 1_047_576, 1_047_576, 32_768);
		add("gpt-4.1-nano", "2025-04-14", 1_047_576, 1_047_576, 32_768);
		add("gpt-4o", "2024-08-06", 128_000, 128_000, 16_384);
		add("gpt-4o-mini", "2024-07-18", 128_000, 128_000, 16_384);
		openAi(128_000, 128_000, 4_096, "gpt-4-turbo");
		openAi(8_192, 8_192, 4_096, "gpt-4");
		openAi(16_385, 16_385, 4_096, "gpt-3.5-turbo");
	}

	private void claude() {
		claude(1_000_000, 128_000, "claude-fable-5-1", "claude-fable-5", "claude-opus-5-5", "claude-opus-5",
				"claude-opus-4-8", "claude-opus-4-7", "claude-opus-4-6", "claude-sonnet-5-5", "claude-sonnet-5",
				"claude-sonnet-4-6", "claude-haiku-5-5");
		add("claude-opus-4-5", "20251101", 200_000, 200_000, 64_000);
		add("claude-opus-4-1", "20250805", 200_000, 200_000, 32_000);
		add("claude-sonnet-4-5", "20250929", 200_000, 200_000, 64_000);
		add("claude-haiku-4-5", "20251001", 200_000, 200_000, 64_000);
		add("claude-3-5-haiku", "20241022", 200_000, 200_000, 8_192);
		add("claude-3-7-sonnet", "20250219", 200_000, 200_000, 64_000);
		add("claude-sonnet-4", "20250514", 200_000, 200_000, 64_000);
		add("claude-opus-4", "20250514", 200_000, 200_000, 32_000);
		add("claude-3-haiku", "20240307", 200_000, 200_000, 4_096);
	}

	private void openAi(int window, int maxInput, int maxOutput, String... names) {
		for (String name : names) {
			this.models.put(name, new ModelFacts(name, name, window, maxInput, maxOutput));
		}
	}

	private void claude(int window, int maxOutput, String... names) {
		openAi(window, window, maxOutput, names);
	}

	private void add(String name, String date, int window, int maxInput, int maxOutput) {
		this.models.put(name, new ModelFacts(name, name + "-" + date, window, maxInput, maxOutput));
	}

	/**
	 * Finds a model; one that is not known has no limits, or does not exist if the
	 * catalog is strict.
	 */
	@Nullable ModelFacts find(String name) {
		ModelFacts exact = this.models.get(name);
		if (exact != null) {
			return exact;
		}
		ModelFacts undated = this.models.get(DATE.matcher(name).replaceFirst(""));
		if (undated != null) {
			return new ModelFacts(name, name, undated.contextWindow(), undated.maxInput(), undated.maxOutput());
		}
		int unlimited = Integer.MAX_VALUE;
		return this.strict ? null : new ModelFacts(name, name, unlimited, unlimited, unlimited);
	}

	String datedName(String name) {
		ModelFacts facts = find(name);
		return (facts != null) ? facts.datedName() : name;
	}

}
