package io.llmresilience.model;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.llmresilience.model.ModelSpec.Quirk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ModelCatalog} and its table.
 */
@ExtendWith(OutputCaptureExtension.class)
class ModelCatalogTests {

	private final ModelCatalog catalog = ModelCatalog.builtIn();

	@ParameterizedTest
	@CsvSource(delimiterString = "|", textBlock = """
			openai/gpt-6-astra           | 1050000 | 128000
			openai/gpt-6.1-sol           | 1050000 | 128000
			openai/gpt-6-sol             | 1050000 | 128000
			openai/gpt-6-luna            | 1050000 | 128000
			openai/gpt-5.6               | 1050000 | 128000
			openai/gpt-5.6-sol           | 1050000 | 128000
			openai/gpt-5.6-terra         | 1050000 | 128000
			openai/gpt-5.6-luna          | 1050000 | 128000
			openai/gpt-5.5               | 1050000 | 128000
			openai/gpt-5.5-pro           | 1050000 | 128000
			openai/gpt-5.4               | 1050000 | 128000
			openai/gpt-5.4-mini          | 400000  | 128000
			openai/gpt-5.4-nano          | 400000  | 128000
			openai/gpt-5.4-pro           | 1050000 | 128000
			openai/gpt-5.3-chat-latest   | 128000  | 16384
			openai/gpt-5.2               | 400000  | 128000
			openai/gpt-5.2-pro           | 400000  | 128000
			openai/gpt-5.2-chat-latest   | 128000  | 16384
			openai/gpt-5.1               | 400000  | 128000
			openai/gpt-5.1-chat-latest   | 128000  | 16384
			openai/gpt-5                 | 400000  | 128000
			openai/gpt-5-mini            | 400000  | 128000
			openai/gpt-5-nano            | 400000  | 128000
			openai/gpt-5-pro             | 400000  | 128000
			openai/gpt-5-chat-latest     | 128000  | 16384
			openai/gpt-4.1               | 1047576 | 32768
			openai/gpt-4.1-mini          | 1047576 | 32768
			openai/gpt-4.1-nano          | 1047576 | 32768
			openai/gpt-4o                | 128000  | 16384
			openai/gpt-4o-2024-05-13     | 128000  | 4096
			openai/gpt-4o-mini           | 128000  | 16384
			openai/chatgpt-4o-latest     | 128000  | 4096
			openai/gpt-4-turbo           | 128000  | 4096
			openai/gpt-4                 | 8192    | 4096
			openai/gpt-3.5-turbo         | 16385   | 4096
			openai/o1                    | 200000  | 100000
			openai/o1-pro                | 200000  | 100000
			openai/o3                    | 200000  | 100000
			openai/o3-pro                | 200000  | 100000
			openai/o3-mini               | 200000  | 100000
			openai/o4-mini               | 200000  | 100000
			anthropic/claude-fable-5-1   | 1000000 | 128000
			anthropic/claude-fable-5     | 1000000 | 128000
			anthropic/claude-opus-5-5    | 1000000 | 128000
			anthropic/claude-opus-5      | 1000000 | 128000
			anthropic/claude-opus-4-8    | 1000000 | 128000
			anthropic/claude-opus-4-7    | 1000000 | 128000
			anthropic/claude-opus-4-6    | 1000000 | 128000
			anthropic/claude-opus-4-5    | 200000  | 64000
			anthropic/claude-opus-4-1    | 200000  | 32000
			anthropic/claude-opus-4-0    | 200000  | 32000
			anthropic/claude-opus-4-20250514     | 200000  | 32000
			anthropic/claude-sonnet-5-5          | 1000000 | 128000
			anthropic/claude-sonnet-5            | 1000000 | 128000
			anthropic/claude-sonnet-4-6          | 1000000 | 64000
			anthropic/claude-sonnet-4-5          | 200000  | 64000
			anthropic/claude-sonnet-4-0          | 200000  | 64000
			anthropic/claude-sonnet-4-20250514   | 200000  | 64000
			anthropic/claude-haiku-5-5           | 1000000 | 128000
			anthropic/claude-haiku-4-5           | 200000  | 64000
			anthropic/claude-3-7-sonnet-20250219 | 200000  | 64000
			anthropic/claude-3-5-haiku-20241022  | 200000  | 8192
			anthropic/claude-3-5-haiku-latest    | 200000  | 8192
			anthropic/claude-3-haiku-20240307    | 200000  | 4096
			""")
	void knowsTheFiguresOfEveryModel(String id, int contextWindow, int maxTokens) {
		ModelSpec spec = this.catalog.find(id);
		assertThat(spec.known()).isTrue();
		assertThat(spec.contextWindow()).isEqualTo(contextWindow);
		assertThat(spec.maxTokens()).isEqualTo(maxTokens);
	}

	@ParameterizedTest
	@CsvSource(delimiterString = "|",
			textBlock = """
					MAX_COMPLETION_TOKENS | gpt-6.1-sol gpt-6-sol gpt-6-luna gpt-5.6 gpt-5 gpt-5-mini o1 o3 o3-mini gpt-5-chat-latest
					DEVELOPER_MESSAGES    | gpt-6-astra gpt-6-luna gpt-5.4-nano gpt-5 o1 o3 o3-mini o4-mini
					REASONING             | gpt-6-astra gpt-6-luna gpt-5.4-nano gpt-5 o1 o3 o3-mini o4-mini
					NO_SAMPLING           | gpt-6-astra gpt-6-luna gpt-5.6-terra gpt-5.1 gpt-5 o1 o3 o3-mini o4-mini
					NO_STOP_SEQUENCES     | gpt-6-astra gpt-6-luna gpt-5.6-terra gpt-5.1 gpt-5 o3 o4-mini
					NO_CHAT_COMPLETIONS   | gpt-5.5-pro gpt-5.4-pro gpt-5.2-pro gpt-5-pro o3-pro o1-pro
					NO_TOOLS              | gpt-6-astra
					NO_IMAGES             | o3-mini gpt-4 gpt-3.5-turbo
					""")
	void knowsTheQuirksOfOpenAi(Quirk quirk, String names) {
		for (String name : names.split(" ")) {
			assertThat(this.catalog.find("openai/" + name).quirks()).as(name).contains(quirk);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiterString = "|",
			textBlock = """
					NO_PREFILL           | fable-5-1 fable-5 opus-5-5 opus-5 opus-4-8 opus-4-7 opus-4-6 sonnet-5-5 sonnet-5 sonnet-4-6 haiku-5-5
					NO_SAMPLING          | fable-5-1 fable-5 opus-5-5 opus-5 opus-4-8 opus-4-7 sonnet-5-5 sonnet-5 haiku-5-5
					TEMPERATURE_OR_TOP_P | opus-4-6 opus-4-5 opus-4-1 sonnet-4-6 sonnet-4-5 haiku-4-5
					NO_FORCED_TOOLS      | fable-5-1 opus-5-5 sonnet-5-5
					REASONING            | fable-5-1 fable-5 opus-5-5
					""")
	void knowsWhichAnthropicModelsHaveAQuirkAndNoOthersDo(Quirk quirk, String names) {
		Set<String> expected = Set.of(names.split(" "));
		assertThat(rows().stream()
			.filter((id) -> id.startsWith("anthropic/") && this.catalog.find(id).has(quirk))
			.map((id) -> id.substring("anthropic/claude-".length()))
			.collect(Collectors.toSet())).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-4.1-nano", "gpt-4-turbo", "chatgpt-4o-latest" })
	void modelsThatDoNotReasonHaveNoQuirks(String name) {
		assertThat(this.catalog.find("openai/" + name).quirks()).isEmpty();
	}

	@Test
	void chatVariantsTakeSamplingAndStopSequences() {
		assertThat(this.catalog.find("openai/gpt-5.2-chat-latest").quirks())
			.isEqualTo(Set.of(Quirk.MAX_COMPLETION_TOKENS));
	}

	@Test
	void earlyReasoningModelsTakeStopSequences() {
		assertThat(this.catalog.find("openai/o1").has(Quirk.NO_STOP_SEQUENCES)).isFalse();
		assertThat(this.catalog.find("openai/o3-mini").has(Quirk.NO_STOP_SEQUENCES)).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "openai/gpt-4o-2024-11-20, openai/gpt-4o", "openai/gpt-5-mini-2025-08-07, openai/gpt-5-mini",
			"anthropic/claude-haiku-4-5-20251001, anthropic/claude-haiku-4-5",
			"anthropic/claude-opus-4-1-20250805, anthropic/claude-opus-4-1",
			"openai/ft:gpt-4o-mini:acme::a1, openai/gpt-4o-mini",
			"openai/ft:gpt-4o-mini-2024-07-18:acme:suffix:a1, openai/gpt-4o-mini",
			"openai/ft:gpt-4.1, openai/gpt-4.1" })
	void whenNameIsDatedOrFineTunedShouldKnowItsBaseUnderTheGivenId(String id, String base) {
		ModelSpec spec = this.catalog.find(id);
		ModelSpec expected = this.catalog.find(base);
		assertThat(spec).isEqualTo(new ModelSpec(id, true, expected.limits(), expected.quirks(), spec.price()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "openai/gpt-4o-nano", "openai/gpt-5-huge", "openai/o3-2", "openai/gpt-4o-2024-1-20",
			"openai/gpt-4o-x2024-11-20", "openai/gpt-4o2024-11-20", "openai/gpt-4o-202411201", "openai/-2024-11-20",
			"openai/gpt", "anthropic/claude-opus-5-6", "openai/claude-opus-5", "azure/gpt-4o", "local/llama3" })
	void whenNameOnlyResemblesAModelShouldBeUnknown(String id) {
		assertThat(this.catalog.find(id)).isEqualTo(new ModelSpec(id, false, 128_000, 4_096, Set.of()));
	}

	@Test
	void whenModelIsUnknownShouldWarnOncePerName(CapturedOutput output) {
		this.catalog.find("openai/gpt-99");
		this.catalog.find("openai/gpt-99");
		this.catalog.withOverride("openai/gpt-4o", 1000, null).find("openai/gpt-99");
		this.catalog.find("openai/gpt-98");
		assertThat(output).containsOnlyOnce("'openai/gpt-99'").containsOnlyOnce("'openai/gpt-98'");
		assertThat(output).contains("128000").contains("4096").contains("llm.resilience.models");
	}

	@Test
	void whenModelIsKnownShouldNotWarn(CapturedOutput output) {
		this.catalog.find("openai/gpt-4o-2024-11-20");
		assertThat(output).doesNotContain("gpt-4o");
	}

	@ParameterizedTest
	@ValueSource(strings = { "gpt-4o", "/gpt-4o", "openai/", "" })
	void whenIdHasNoProviderOrNoNameShouldRefuseIt(String id) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.catalog.find(id))
			.withMessage("'id' of a model must be provider/model, but is '" + id + "'");
	}

	@Test
	void overrideOfAKnownModelKeepsItsQuirksAndTheOtherFigure() {
		ModelSpec before = this.catalog.find("openai/gpt-5");
		ModelSpec spec = this.catalog.withOverride("openai/gpt-5", null, 9000).find("openai/gpt-5");
		assertThat(spec).isEqualTo(new ModelSpec("openai/gpt-5", true, new ModelSpec.Limits(400_000, 272_000, 9000),
				before.quirks(), before.price()));
	}

	@ParameterizedTest
	@CsvSource({ "350000, 272000", "400000, 272000", "200000, 200000", "500000, 500000" })
	void overrideOfAWindowKeepsWhatAPromptMayHaveUnlessTheWindowIsLarger(int contextWindow, int maxInput) {
		ModelSpec spec = this.catalog.withOverride("openai/gpt-5", contextWindow, null).find("openai/gpt-5");
		assertThat(spec.limits()).isEqualTo(new ModelSpec.Limits(contextWindow, maxInput, 128_000));
	}

	@Test
	void overrideOfABaseIsSeenByItsSnapshots() {
		ModelCatalog copy = this.catalog.withOverride("openai/gpt-4o", 64_000, null);
		assertThat(copy.find("openai/gpt-4o-2024-11-20").contextWindow()).isEqualTo(64_000);
	}

	@Test
	void overrideLeavesTheOriginalAlone() {
		this.catalog.withOverride("openai/gpt-4o", 64_000, null);
		assertThat(this.catalog.find("openai/gpt-4o").contextWindow()).isEqualTo(128_000);
	}

	@Test
	void overrideWithBothFiguresMakesAnUnknownModelKnown(CapturedOutput output) {
		ModelSpec spec = this.catalog.withOverride("local/llama3", 8192, 2048).find("local/llama3");
		assertThat(spec).isEqualTo(new ModelSpec("local/llama3", true, 8192, 2048, Set.of()));
		assertThat(output).doesNotContain("llama3");
	}

	@Test
	void overrideWithASmallWindowAloneLowersTheAssumedOutputLimit() {
		ModelSpec spec = this.catalog.withOverride("local/tiny", 2048, null).find("local/tiny");
		assertThat(spec).isEqualTo(new ModelSpec("local/tiny", false, 2048, 2048, Set.of()));
	}

	@Test
	void tableIsDated() {
		assertThat(this.catalog.date()).isEqualTo("2026-11-22");
	}

	@Test
	void tableIsSortedAndWithoutDuplicates() {
		assertThat(rows()).isSorted().doesNotHaveDuplicates().hasSize(64);
	}

	@Test
	void everyQuirkIsSomeModels() {
		Set<Quirk> used = rows().stream()
			.flatMap((id) -> this.catalog.find(id).quirks().stream())
			.collect(Collectors.toSet());
		assertThat(used).isEqualTo(EnumSet.allOf(Quirk.class));
	}

	private static List<String> rows() {
		try (InputStream json = ModelCatalog.class.getResourceAsStream("models.json")) {
			List<String> ids = new ArrayList<>();
			for (JsonNode row : new JsonMapper().readTree(json).path("models")) {
				ids.add(row.path("id").stringValue());
			}
			return ids;
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

}
