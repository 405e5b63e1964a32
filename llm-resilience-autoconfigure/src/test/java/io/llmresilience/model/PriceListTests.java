package io.llmresilience.model;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.llmresilience.model.ModelPrice.LongPrompt;
import io.llmresilience.model.ModelPrice.Rates;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PriceList} and the prices of the catalogue.
 */
@ExtendWith(OutputCaptureExtension.class)
class PriceListTests {

	/**
	 * USD per million tokens: input, output, cached input, cache write, cache write for
	 * an hour; a border and the same above it; factors of tiers and regions.
	 */
	private static final String TABLE = """
			openai/gpt-6-astra         10 50 1 12.5 -         272000 20 75 2 25 -           flex 0.5 batch 0.5 priority 2 fast 2
			openai/gpt-6.1-sol         2 10 0.1 2.5 -         272000 4 15 0.2 5 -           flex 0.5 batch 0.5 priority 2 fast 2
			openai/gpt-6-sol           2 10 0.2 2.5 -         272000 4 15 0.4 5 -           flex 0.5 batch 0.5 priority 2 fast 2
			openai/gpt-6-luna          0.10 0.50 0.01 0.125 - 272000 0.2 0.75 0.02 0.25 -   flex 0.5 batch 0.5 priority 2 fast 2
			openai/gpt-5.6             5 30 0.5 6.25 -        272000 10 45 1 12.5 -         flex 0.5 batch 0.5 priority 2 fast 2
			openai/gpt-5.6-sol         5 30 0.5 6.25 -        272000 10 45 1 12.5 -         flex 0.5 batch 0.5 priority 2 fast 2
			openai/gpt-5.6-terra       2 12 0.2 2.5 -         272000 4 18 0.4 5 -           flex 0.5 batch 0.5 priority 2 fast 2
			openai/gpt-5.6-luna        0.2 1.2 0.02 0.25 -    272000 0.4 1.8 0.04 0.5 -     flex 0.5 batch 0.5 priority 2 fast 2
			openai/gpt-5.5             5 30 0.5 - -           272000 10 45 1 - -            flex 0.5 batch 0.5 priority 2.5
			openai/gpt-5.5-pro         30 180 3 - -           272000 60 270 6 - -           flex 0.5 batch 0.5
			openai/gpt-5.4             2.5 15 0.25 - -        272000 5 22.5 0.5 - -         flex 0.5 batch 0.5 priority 2
			openai/gpt-5.4-mini        0.75 4.5 0.075 - -     -                             flex 0.5 batch 0.5 priority 2
			openai/gpt-5.4-nano        0.2 1.25 0.02 - -      -                             flex 0.5 batch 0.5
			openai/gpt-5.4-pro         30 180 3 - -           272000 60 270 6 - -           flex 0.5 batch 0.5
			openai/gpt-5.3-chat-latest 1.75 14 0.175 - -      -                             flex 0.5 batch 0.5
			openai/gpt-5.2             1.75 14 0.175 - -      -                             flex 0.5 batch 0.5 priority 2
			openai/gpt-5.2-pro         21 168 - - -           -                             flex 0.5 batch 0.5
			openai/gpt-5.2-chat-latest 1.75 14 0.175 - -      -                             flex 0.5 batch 0.5
			openai/gpt-5.1             1.25 10 0.125 - -      -                             flex 0.5 batch 0.5 priority 2
			openai/gpt-5.1-chat-latest 1.25 10 0.125 - -      -                             flex 0.5 batch 0.5
			openai/gpt-5               1.25 10 0.125 - -      -                             flex 0.5 batch 0.5 priority 2
			openai/gpt-5-mini          0.25 2 0.025 - -       -                             flex 0.5 batch 0.5 priority 1.8
			openai/gpt-5-nano          0.05 0.4 0.005 - -     -                             flex 0.5 batch 0.5
			openai/gpt-5-pro           15 120 - - -           -                             flex 0.5 batch 0.5
			openai/gpt-5-chat-latest   1.25 10 0.125 - -      -                             flex 0.5 batch 0.5
			openai/gpt-4.1             2 8 0.5 - -            -                             flex 0.5 batch 0.5 priority 1.75
			openai/gpt-4.1-mini        0.4 1.6 0.1 - -        -                             flex 0.5 batch 0.5 priority 1.75
			openai/gpt-4.1-nano        0.1 0.4 0.025 - -      -                             flex 0.5 batch 0.5 priority 2
			openai/gpt-4o              2.5 10 1.25 - -        -                             flex 0.5 batch 0.5 priority 1.7
			openai/gpt-4o-2024-05-13   5 15 - - -             -                             flex 0.5 batch 0.5 priority 1.75
			openai/gpt-4o-mini         0.15 0.6 0.075 - -     -                             flex 0.5 batch 0.5
			openai/chatgpt-4o-latest   5 15 - - -             -                             flex 0.5 batch 0.5
			openai/gpt-4-turbo         10 30 - - -            -                             flex 0.5 batch 0.5
			openai/gpt-4               30 60 - - -            -                             flex 0.5 batch 0.5
			openai/gpt-3.5-turbo       0.5 1.5 - - -          -                             flex 0.5 batch 0.5
			openai/o1                  15 60 7.5 - -          -                             flex 0.5 batch 0.5
			openai/o1-pro              150 600 - - -          -                             flex 0.5 batch 0.5
			openai/o3                  2 8 0.5 - -            -                             flex 0.5 batch 0.5
			openai/o3-pro              20 80 - - -            -                             flex 0.5 batch 0.5
			openai/o3-mini             1.1 4.4 0.55 - -       -                             flex 0.5 batch 0.5
			openai/o4-mini             1.1 4.4 0.275 - -      -                             flex 0.5 batch 0.5
			anthropic/claude-fable-5-1           10 50 0.25 12.5 20      -                  batch 0.5 us 1.1
			anthropic/claude-fable-5             10 50 1 12.5 20         -                  batch 0.5 us 1.1
			anthropic/claude-opus-5-5            4 20 0.2 5 8            -                  batch 0.5 fast 2 us 1.1
			anthropic/claude-opus-5              5 25 0.5 6.25 10        -                  batch 0.5 us 1.1
			anthropic/claude-opus-4-8            5 25 0.5 6.25 10        -                  batch 0.5 us 1.1
			anthropic/claude-opus-4-7            5 25 0.5 6.25 10        -                  batch 0.5 us 1.1
			anthropic/claude-opus-4-6            5 25 0.5 6.25 10        -                  batch 0.5 us 1.1
			anthropic/claude-opus-4-5            5 25 0.5 6.25 10        -                  batch 0.5
			anthropic/claude-opus-4-1            15 75 1.5 18.75 30      -                  batch 0.5
			anthropic/claude-opus-4-0            15 75 1.5 18.75 30      -                  batch 0.5
			anthropic/claude-opus-4-20250514     15 75 1.5 18.75 30      -                  batch 0.5
			anthropic/claude-sonnet-5-5          2 10 0.1 2.5 4          -                  batch 0.5 us 1.1
			anthropic/claude-sonnet-5            2 10 0.2 2.5 4          -                  batch 0.5 us 1.1
			anthropic/claude-sonnet-4-6          3 15 0.3 3.75 6         -                  batch 0.5 us 1.1
			anthropic/claude-sonnet-4-5          3 15 0.3 3.75 6         200000 6 22.5 0.6 7.5 12 batch 0.5
			anthropic/claude-sonnet-4-0          3 15 0.3 3.75 6         -                  batch 0.5
			anthropic/claude-sonnet-4-20250514   3 15 0.3 3.75 6         -                  batch 0.5
			anthropic/claude-haiku-5-5           0.10 0.50 0.01 0.125 0.2 100000 0.50 2.50 0.05 0.625 1 batch 0.5 us 1.1
			anthropic/claude-haiku-4-5           1 5 0.1 1.25 2          -                  batch 0.5
			anthropic/claude-3-7-sonnet-20250219 3 15 0.3 3.75 6         -                  batch 0.5
			anthropic/claude-3-5-haiku-20241022  0.8 4 0.08 1 1.6        -                  batch 0.5
			anthropic/claude-3-5-haiku-latest    0.8 4 0.08 1 1.6        -                  batch 0.5
			anthropic/claude-3-haiku-20240307    0.25 1.25 0.03 0.3 -    -                  batch 0.5
			""";

	private static final ModelPrice OWN = price("7", "9");

	private static final ModelPrice OTHER = price("3", "4");

	private final ModelCatalog catalog = ModelCatalog.builtIn();

	@Test
	void catalogueHasThePricesOfTheTable() {
		List<String> rows = TABLE.lines().toList();
		assertThat(rows).hasSize(64).allSatisfy((row) -> {
			Cells cells = new Cells(row);
			assertThat(this.catalog.find(cells.id).price()).as(cells.id).isEqualTo(cells.price());
		});
	}

	@Test
	void pricesAreDated() {
		assertThat(this.catalog.prices().date()).isEqualTo(this.catalog.date());
	}

	@ParameterizedTest
	@CsvSource({ "openai/gpt-4o-2024-11-20, openai/gpt-4o", "openai/gpt-5-mini-2025-08-07, openai/gpt-5-mini",
			"anthropic/claude-haiku-4-5-20251001, anthropic/claude-haiku-4-5" })
	void datedNameHasThePriceOfItsBase(String id, String base) {
		assertThat(this.catalog.find(id).price()).isNotNull().isEqualTo(this.catalog.find(base).price());
	}

	@ParameterizedTest
	@ValueSource(strings = { "openai/ft:gpt-4o-mini:acme::a1", "openai/ft:gpt-4o-mini-2024-07-18:acme::a1",
			"openai/gpt-99", "local/llama3", "azure/gpt-4o", "openai/gpt-4o-turbo" })
	void fineTunedAndUnknownModelsHaveNoPrice(String id) {
		assertThat(this.catalog.find(id).price()).isNull();
		assertThat(this.catalog.prices().find(id)).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "openai/gpt-4o, gpt-4o-2024-08-06, openai/gpt-4o",
			"openai/gpt-4o, gpt-4o-2024-05-13, openai/gpt-4o-2024-05-13",
			"openai/gpt-5.6, gpt-5.6-luna-2026-07-30, openai/gpt-5.6-luna",
			"anthropic/claude-fable-5, claude-opus-4-8, anthropic/claude-opus-4-8",
			"openai/gpt-4o, gpt-99, openai/gpt-4o", "openai/gpt-4o, '', openai/gpt-4o",
			"openai/gpt-4o, , openai/gpt-4o", "openai/gpt-4o, claude-opus-5, openai/gpt-4o",
			"openai/my-alias, gpt-4o-2024-08-06, openai/gpt-4o" })
	void modelThatAnsweredDecidesWhereItIsKnown(String route, String served, String priced) {
		ModelPrice price = this.catalog.prices().find(route, served);
		assertThat(price).isNotNull().isEqualTo(this.catalog.find(priced).price());
	}

	@Test
	void whenNeitherRouteNorAnsweringModelIsKnownShouldBeUnknown() {
		assertThat(this.catalog.prices().find("local/llama3", "llama3-8b")).isNull();
		assertThat(this.catalog.prices().find("openai/ft:gpt-4o:acme::a1", "ft:gpt-4o-2024-08-06:acme::a1")).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "gpt-4o, gpt-4o", "gpt-4o, gpt-4o-2024-08-06", "gpt-4o, gpt-4o-2024-05-13", "gpt-4o, ",
			"gpt-4o, gpt-99", "gpt-5.6, gpt-5.6-sol-2026-07-01", "my-alias, gpt-99",
			"ft:gpt-4o:acme::a1, ft:gpt-4o-2024-08-06:acme::a1" })
	void configuredPriceOfTheRouteStandsForItsModelAndTheNamesThatMeanIt(String model, String served) {
		PriceList prices = this.catalog.withPrice("openai/" + model, OWN).prices();
		assertThat(prices.find("openai/" + model, served)).isEqualTo(OWN);
	}

	@Test
	void whenAnotherModelAnswersShouldNotCostTheConfiguredPrice() {
		PriceList prices = this.catalog.withPrice("openai/gpt-4o", OWN).prices();
		assertThat(prices.find("openai/gpt-4o", "gpt-4o-mini-2024-07-18"))
			.isEqualTo(this.catalog.find("openai/gpt-4o-mini").price());
	}

	@Test
	void configuredPriceOfTheModelThatAnsweredStandsBeforeTheRoutes() {
		PriceList prices = this.catalog.withPrice("openai/gpt-5.6", OWN)
			.withPrice("openai/gpt-5.6-sol", OTHER)
			.prices();
		assertThat(prices.find("openai/gpt-5.6", "gpt-5.6-sol-2026-07-01")).isEqualTo(OTHER);
		assertThat(prices.find("openai/gpt-5.6", "gpt-5.6")).isEqualTo(OWN);
	}

	@Test
	void configuredPriceOfADatedNameStandsBeforeThatOfItsBase() {
		PriceList prices = this.catalog.withPrice("openai/gpt-4o", OWN)
			.withPrice("openai/gpt-4o-2024-08-06", OTHER)
			.prices();
		assertThat(prices.find("openai/gpt-4o", "gpt-4o-2024-08-06")).isEqualTo(OTHER);
		assertThat(prices.find("openai/gpt-4o", "gpt-4o-2024-11-20")).isEqualTo(OWN);
	}

	@Test
	void configuredPriceIsSeenInTheCatalogueAndLeavesTheOriginalAlone() {
		ModelCatalog copy = this.catalog.withPrice("local/llama3", OWN).withOverride("local/llama3", 8192, 2048);
		assertThat(copy.find("local/llama3").price()).isEqualTo(OWN);
		assertThat(this.catalog.prices().find("local/llama3")).isNull();
	}

	@Test
	void whenAnswersNameModelsThatNobodyKnowsShouldNotWarn(CapturedOutput output) {
		for (int i = 0; i < 100; i++) {
			this.catalog.prices().find("openai/gpt-4o", "gpt-odd-" + i);
		}
		assertThat(output).doesNotContain("gpt-odd");
	}

	@Test
	void everyAmountOfTheCatalogueCanBeCountedInTheBooks() {
		TreeSet<String> finest = new TreeSet<>();
		for (String row : TABLE.lines().toList()) {
			ModelPrice price = new Cells(row).price();
			for (BigDecimal factor : price.factors().products()) {
				BigDecimal one = price.rates().cachedInput().multiply(factor).movePointLeft(6);
				ModelPrice.toPicoUsd(one);
				finest.add(one.stripTrailingZeros().toPlainString());
			}
		}
		assertThat(finest).contains("0.0000000025", "0.0000000055");
	}

	private static ModelPrice price(String input, String output) {
		return new ModelPrice(Rates.of(new BigDecimal(input), new BigDecimal(output), null, null, null));
	}

	/**
	 * One row of the table.
	 */
	private static final class Cells {

		private final String id;

		private final List<String> cells;

		Cells(String row) {
			this.cells = new ArrayList<>(List.of(row.trim().split(" +")));
			this.id = this.cells.remove(0);
		}

		ModelPrice price() {
			Rates rates = rates();
			String border = this.cells.remove(0);
			LongPrompt longPrompt = border.equals("-") ? null : new LongPrompt(Long.parseLong(border), rates());
			Map<String, BigDecimal> tiers = new HashMap<>();
			Map<String, BigDecimal> regions = new HashMap<>();
			while (!this.cells.isEmpty()) {
				String word = this.cells.remove(0);
				(word.equals("us") ? regions : tiers).put(word, new BigDecimal(this.cells.remove(0)));
			}
			return new ModelPrice(rates, longPrompt, new ServiceFactors(tiers, regions));
		}

		private Rates rates() {
			return Rates.of(Objects.requireNonNull(number()), Objects.requireNonNull(number()), number(), number(),
					number());
		}

		private BigDecimal number() {
			String cell = this.cells.remove(0);
			return cell.equals("-") ? null : new BigDecimal(cell);
		}

	}

}
