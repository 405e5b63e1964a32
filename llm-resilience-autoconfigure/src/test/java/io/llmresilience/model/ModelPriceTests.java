package io.llmresilience.model;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.llmresilience.ChatRequest;
import io.llmresilience.ChatResponse.Service;
import io.llmresilience.Usage;
import io.llmresilience.model.ModelPrice.LongPrompt;
import io.llmresilience.model.ModelPrice.Rates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ModelPrice}. The expected amounts were computed by hand.
 */
class ModelPriceTests {

	private final PriceList prices = ModelCatalog.builtIn().prices();

	@ParameterizedTest
	@CsvSource(delimiterString = "|", textBlock = """
			openai/gpt-4o-mini                   | 0      | 0      |       |      | 0    | 0
			openai/gpt-4o-mini                   | 1000   |        |       |      | 500  | 0.00045
			openai/gpt-4o-mini                   | 1000   | 600    |       |      | 500  | 0.000405
			openai/gpt-4o-mini-2024-07-18        | 1000   | 600    |       |      | 500  | 0.000405
			openai/gpt-4o-2024-05-13             | 1000   |        |       |      | 1000 | 0.02
			openai/gpt-4o-2024-08-06             | 1000   |        |       |      | 1000 | 0.0125
			openai/gpt-4                         | 1000   | 400    |       |      | 10   | 0.0306
			openai/gpt-5                         | 1000   |        | 500   |      | 0    | 0.00125
			openai/gpt-6-sol                     | 10000  | 2000   | 3000  |      | 100  | 0.0189
			openai/gpt-6-luna                    | 1      | 1      |       |      | 0    | 0.00000001
			anthropic/claude-sonnet-4-5          | 1000   | 500    | 300   | 100  | 10   | 0.00225
			anthropic/claude-sonnet-4-5-20250929 | 1000   | 500    | 300   | 0    | 10   | 0.002025
			anthropic/claude-fable-5-1           | 10000  | 10000  | 0     |      | 1    | 0.00255
			anthropic/claude-opus-5-5            | 1000   | 0      | 1000  | 1000 | 1    | 0.00802
			anthropic/claude-3-haiku-20240307    | 1000   | 0      | 1000  | 1000 | 4    | 0.000305
			""")
	void everyPartOfTheUsageIsPaidAtItsRate(String id, Long input, Long cached, Long written, Long hour, Long output,
			BigDecimal cost) {
		Usage usage = new Usage(input, output, cached, written, null, hour);
		assertThat(price(id).cost(usage, Service.UNKNOWN)).isEqualByComparingTo(cost);
	}

	@ParameterizedTest
	@CsvSource(delimiterString = "|", textBlock = """
			openai/gpt-5.4              | 272000 |        |       | 1000 | 0.695
			openai/gpt-5.4              | 272001 |        |       | 1000 | 1.382505
			openai/gpt-6-sol            | 272001 | 272000 |       | 10   | 0.108954
			openai/gpt-6-sol            | 272001 |        | 272000 | 10  | 1.360154
			openai/gpt-5.4-mini         | 272001 |        |       | 0    | 0.20400075
			anthropic/claude-sonnet-4-5 | 200000 |        |       | 100  | 0.6015
			anthropic/claude-sonnet-4-5 | 200001 |        |       | 100  | 1.202256
			anthropic/claude-haiku-5-5  | 100000 |        |       | 10   | 0.010005
			anthropic/claude-haiku-5-5  | 100001 |        |       | 10   | 0.0500255
			anthropic/claude-haiku-5-5  | 100001 | 60000  | 40000 | 0    | 0.0280005
			""")
	void longPromptMakesTheWholeRequestDearer(String id, Long input, Long cached, Long written, Long output,
			BigDecimal cost) {
		Usage usage = new Usage(input, output, cached, written, null);
		assertThat(price(id).cost(usage, Service.UNKNOWN)).isEqualByComparingTo(cost);
	}

	@Test
	void reasoningIsPaidAsPartOfTheOutputAndNotTwice() {
		Usage usage = new Usage(100L, 2000L, null, null, 1900L);
		assertThat(price("openai/gpt-5").cost(usage, Service.UNKNOWN)).isEqualByComparingTo("0.020125");
	}

	@ParameterizedTest
	@CsvSource(delimiterString = "|", textBlock = """
			openai/gpt-6-luna           |           |               | 0.0006
			openai/gpt-6-luna           | ''        | ''            | 0.0006
			openai/gpt-6-luna           | default   |               | 0.0006
			openai/gpt-6-luna           | on_demand |               | 0.0006
			openai/gpt-6-luna           | flex      |               | 0.0003
			openai/gpt-6-luna           | batch     |               | 0.0003
			openai/gpt-6-luna           | priority  |               | 0.0012
			openai/gpt-6-luna           | Priority  |               | 0.0012
			openai/gpt-6-luna           | fast      |               | 0.0012
			openai/gpt-5.5              | priority  |               | 0.0875
			openai/gpt-4o               | priority  |               | 0.02125
			anthropic/claude-opus-5-5   | standard  | global        | 0.024
			anthropic/claude-opus-5-5   | standard  | not_available | 0.024
			anthropic/claude-opus-5-5   | standard  | us            | 0.0264
			anthropic/claude-opus-5-5   | batch     | us            | 0.0132
			anthropic/claude-opus-5-5   | fast      | us            | 0.0528
			""")
	void wayOfServingChangesThePrice(String id, String tier, String region, BigDecimal cost) {
		assertThat(price(id).cost(new Usage(1000L, 1000L, null, null, null), new Service(tier, region)))
			.isEqualByComparingTo(cost);
	}

	@ParameterizedTest
	@CsvSource(delimiterString = "|", textBlock = """
			openai/gpt-6-luna           | scale    |
			openai/gpt-6-luna           | auto     |
			openai/o3                   | priority |
			anthropic/claude-opus-5-5   | priority |
			anthropic/claude-opus-5     | fast     |
			anthropic/claude-opus-5-5   | standard | eu
			anthropic/claude-haiku-4-5  | standard | us
			""")
	void whenWayOfServingHasNoKnownPriceShouldBeUnknown(String id, String tier, String region) {
		assertThat(price(id).cost(new Usage(1000L, 1000L, null, null, null), new Service(tier, region))).isNull();
	}

	@ParameterizedTest
	@CsvSource({ ",", "1000,", ",1000", "-1,1000", "1000,-1", "9223372036854775807,1", "1,9223372036854775807" })
	void whenPromptOrAnswerIsNotCountedShouldBeUnknownAndNotZero(Long input, Long output) {
		Usage usage = new Usage(input, output, 10L, 10L, null);
		assertThat(price("openai/gpt-4o-mini").cost(usage, Service.UNKNOWN)).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiterString = "|", textBlock = """
			10   | 1000 |      |      | 0.0003
			10   | 8    | 8    |      | 0.0000324
			1000 | -5   | -5   | -5   | 0.003
			1000 | 0    | 100  | 300  | 0.0039
			1000 | 0    |      | 300  | 0.0039
			""")
	void whenPartsDoNotFitTheWholeShouldPayThemBesideIt(Long input, Long cached, Long written, Long hour,
			BigDecimal cost) {
		Usage usage = new Usage(input, 0L, cached, written, null, hour);
		assertThat(price("anthropic/claude-sonnet-4-5").cost(usage, Service.UNKNOWN)).isEqualByComparingTo(cost);
	}

	@Test
	void partsThatDoNotFitMakeThePromptLongToo() {
		Usage usage = new Usage(10L, 0L, 100_001L, null, null);
		assertThat(price("anthropic/claude-haiku-5-5").cost(usage, Service.UNKNOWN)).isEqualByComparingTo("0.00500005");
	}

	@ParameterizedTest
	@CsvSource(delimiterString = "|", textBlock = """
			openai/gpt-4o-mini          | 1000   | 500 | 0.00045
			openai/gpt-6-sol            | 1000   | 100 | 0.0035
			anthropic/claude-haiku-4-5  | 1000   | 100 | 0.00175
			openai/gpt-5.4              | 244800 | 100 | 0.6135
			openai/gpt-5.4              | 244801 | 100 | 1.226255
			openai/gpt-5.4              | 300000 | 100 | 1.50225
			""")
	void worstCaseTakesTheDearestRateThatMayApply(String id, long input, long output, BigDecimal cost) {
		assertThat(price(id).worstCase(input, output)).isEqualByComparingTo(cost);
		assertThat(price(id).worstCase(ChatRequest.of("Hi"), input, output)).isEqualByComparingTo(cost);
	}

	@ParameterizedTest
	@CsvSource(delimiterString = "|", textBlock = """
			openai/gpt-6-sol           | openai    | service_tier     | priority | 0.007
			openai/gpt-6-sol           | openai    | service_tier     | PRIORITY | 0.007
			openai/gpt-6-sol           | openai    | service_tier     | flex     | 0.0035
			openai/gpt-6-sol           | openai    | reasoning_effort | high     | 0.0035
			anthropic/claude-opus-5-5  | anthropic | speed            | fast     | 0.014
			anthropic/claude-opus-5-5  | anthropic | inference_geo    | us       | 0.0077
			""")
	void worstCaseKnowsWhatTheRequestAsksFor(String id, String dialect, String field, String value, BigDecimal cost) {
		ChatRequest request = ChatRequest.builder().user("Hi").extra(dialect, field, value).build();
		assertThat(price(id).worstCase(request, 1000, 100)).isEqualByComparingTo(cost);
	}

	@ParameterizedTest
	@CsvSource({ "5m, 0.007", "1h, 0.01" })
	void worstCaseKnowsHowLongTheCacheShallKeep(String ttl, BigDecimal cost) {
		ChatRequest request = ChatRequest.builder()
			.user("Hi")
			.extra("anthropic", "cache_control", Map.of("type", "ephemeral", "ttl", ttl))
			.build();
		assertThat(price("anthropic/claude-opus-5-5").worstCase(request, 1000, 100)).isEqualByComparingTo(cost);
	}

	@ParameterizedTest
	@CsvSource({ "0, 0", "0.000000000001, 1", "1, 1000000000000", "12.50, 12500000000000",
			"9223372.036854775807, 9223372036854775807", "-0.5, -500000000000" })
	void amountIsAWholeNumberForTheBooks(BigDecimal usd, long picoUsd) {
		assertThat(ModelPrice.toPicoUsd(usd)).isEqualTo(picoUsd);
		assertThat(ModelPrice.ofPicoUsd(picoUsd)).isEqualByComparingTo(usd);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0.0000000000001", "9223372.036854775808" })
	void whenAmountDoesNotFitTheBooksShouldSayWhatDoes(BigDecimal usd) {
		assertThatIllegalArgumentException().isThrownBy(() -> ModelPrice.toPicoUsd(usd))
			.withMessage("An amount must have at most 12 decimals and at most 9.2 million USD, but is "
					+ usd.toPlainString() + "; give prices with at most 6 decimals per million tokens");
	}

	@Test
	void missingRatesAreTheOrdinaryOnes() {
		assertThat(rates("2", "10", null, null, null)).isEqualTo(rates("2", "10", "2", "2", "2"));
		assertThat(rates("2", "10", null, "2.5", null)).isEqualTo(rates("2", "10", "2", "2.5", "2.5"));
	}

	@Test
	void ratesAreEqualHoweverTheyAreWritten() {
		assertThat(rates("0.10", "100", null, null, null)).isEqualTo(rates("0.1", "1E+2", null, null, null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "-1", "-0.000001", "0.0000001", "1.1234567" })
	void whenRateCannotBeCountedShouldSayWhatCan(String rate) {
		assertThatIllegalArgumentException().isThrownBy(() -> rates("2", rate, null, null, null))
			.withMessage("'output' must be at least 0 and have at most 6 decimals, but is " + rate
					+ "; give USD per million tokens");
	}

	@Test
	void whenFactorMakesARateTooFineShouldRefuseThePrice() {
		Rates rates = rates("0.000001", "2", null, null, null);
		ServiceFactors half = new ServiceFactors(Map.of("flex", new BigDecimal("0.5")), Map.of());
		assertThatIllegalArgumentException().isThrownBy(() -> new ModelPrice(rates, null, half))
			.withMessage("The rate 0.000001, multiplied with 0.5 for a service tier or region, "
					+ "has more than 6 decimals");
		Rates plain = rates("1", "2", null, null, null);
		assertThatIllegalArgumentException().isThrownBy(() -> new ModelPrice(plain, new LongPrompt(10, rates), half));
	}

	@Test
	void whenFactorIsNegativeShouldRefuseIt() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ServiceFactors(Map.of("flex", new BigDecimal("-0.5")), Map.of()))
			.withMessage("The factor of 'flex' must be at least 0, but is -0.5; give 1 for the ordinary price");
	}

	@Test
	void whenNoPromptIsShortShouldRefuseTheBorder() {
		assertThatIllegalArgumentException().isThrownBy(() -> new LongPrompt(0, rates("1", "2", null, null, null)))
			.withMessageContaining("'above' must be at least 1, but is 0");
	}

	private ModelPrice price(String id) {
		return Objects.requireNonNull(this.prices.find(id), id);
	}

	private static Rates rates(String input, String output, String cachedInput, String cacheWrite, String hour) {
		return Rates.of(new BigDecimal(input), new BigDecimal(output), number(cachedInput), number(cacheWrite),
				number(hour));
	}

	private static BigDecimal number(String text) {
		return (text != null) ? new BigDecimal(text) : null;
	}

	@ParameterizedTest
	@CsvSource({ "44000000, 0.000044", "1000000000000, 1", "100000000000000, 100", "0, 0", "1, 1E-12" })
	void amountsShouldHaveNoTrailingZeros(long picoUsd, String usd) {
		assertThat(ModelPrice.ofPicoUsd(picoUsd)).hasToString(usd);
	}

}
