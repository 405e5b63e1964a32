package io.llmresilience.budget;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.llmresilience.BudgetUnit;
import io.llmresilience.budget.BudgetSettings.Action;
import io.llmresilience.budget.BudgetSettings.Limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link BudgetSettings}.
 */
class BudgetSettingsTests {

	private static final String PATH = "'llm.resilience.budget.limits.daily.";

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			-5           | limit' must be positive, but is -5
			0            | limit' must be positive, but is 0
			5000000      | limit' must be at most 4000000 and have at most 12 decimals, but is 5000000
			0.1234567890123 | limit' must be at most 4000000 and have at most 12 decimals
			             | limit' is missing
			""")
	void whenLimitCannotWorkShouldRefuseItByName(@Nullable BigDecimal limit, String message) {
		assertRefused(limit(limit, BudgetUnit.USD, "day", "all", 1.0), message);
	}

	@Test
	void whenTokensAreNoWholeNumberShouldRefuseThem() {
		assertRefused(limit(new BigDecimal("0.5"), BudgetUnit.TOKENS, "day", "all", 1.0), "limit' must be at most");
	}

	@ParameterizedTest
	@ValueSource(strings = { "week", "", "Day", "0s", "-1h", "367d", "10x", "999999999999d" })
	void whenPeriodIsUnknownShouldRefuseItByName(String period) {
		assertRefused(limit(BigDecimal.ONE, BudgetUnit.USD, period, "all", 1.0),
				"period' is '" + period + "', which is none; write hour, day or month, or a duration");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "everything", "provider", "provider:", "model:gpt", "label:", "label:=x", "label:x=",
			"user:me", ":x", "ALL" })
	void whenScopeIsUnknownShouldRefuseItByName(String scope) {
		assertRefused(limit(BigDecimal.ONE, BudgetUnit.USD, "day", scope, 1.0),
				"scope' is '" + scope + "', which is none; write all, provider:openai");
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0, -0.5, 1.01, 80, Double.NaN })
	void whenShareIsNoneShouldRefuseItByName(double share) {
		assertRefused(limit(BigDecimal.ONE, BudgetUnit.USD, "day", "all", share), "alert-at' must have shares");
	}

	@ParameterizedTest
	@ValueSource(longs = { -1, 61 })
	void whenMaxWaitCannotWorkShouldRefuseIt(long seconds) {
		assertThatIllegalArgumentException().isThrownBy(() -> settings(Duration.ofSeconds(seconds), Map.of()))
			.withMessageStartingWith("'llm.resilience.budget.max-wait' must be between 0s and 60s");
	}

	@ParameterizedTest
	@CsvSource({ "Daily, daily", "per-tenant, perTenant", "per_tenant, pertenant" })
	void whenTwoSpellingsOfOneNameDifferShouldRefuseThem(String one, String other) {
		Map<String, Limit> limits = new LinkedHashMap<>();
		limits.put(one, limit(BigDecimal.ONE, BudgetUnit.USD, "day", "all", 1.0));
		limits.put(other, limit(BigDecimal.TEN, BudgetUnit.USD, "day", "all", 1.0));
		assertThatIllegalArgumentException().isThrownBy(() -> settings(Duration.ZERO, limits))
			.withMessageContaining("has '" + one + "' and '" + other + "'");
	}

	@Test
	void whenTwoSpellingsOfOneNameAgreeShouldBeOneBudget() {
		Map<String, Limit> limits = new LinkedHashMap<>();
		limits.put("per-tenant", limit(BigDecimal.ONE, BudgetUnit.USD, "day", "all", 1.0));
		limits.put("pertenant", limit(BigDecimal.ONE, BudgetUnit.USD, "day", "all", 1.0));
		assertThat(settings(Duration.ZERO, limits).limits()).containsOnlyKeys("per-tenant");
	}

	@ParameterizedTest
	@CsvSource({ "all, openai/a, true", "provider:openai, openai/a, true", "provider:open, openai/a, false",
			"model:openai/a, openai/a, true", "model:openai/a, openai/ab, false", "label:tenant, openai/a, true" })
	void scopeShouldTellItsRoutes(String scope, String route, boolean counted) {
		assertThat(limit(BigDecimal.ONE, BudgetUnit.USD, "day", scope, 1.0).mayCount(route)).isEqualTo(counted);
	}

	@ParameterizedTest
	@CsvSource({ "label:tenant, tenant, acme, true", "label:tenant, feature, acme, false",
			"label:feature=search, feature, search, true", "label:feature=search, feature, chat, false",
			"label:feature=a=b, feature, a=b, true", "all, feature, chat, true" })
	void scopeShouldTellItsLabels(String scope, String label, String value, boolean counted) {
		assertThat(Scope.parse(scope, "").covers(Map.of(label, value))).isEqualTo(counted);
	}

	private static void assertRefused(Limit limit, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> settings(Duration.ZERO, Map.of("daily", limit)))
			.withMessageStartingWith(PATH + message);
	}

	private static BudgetSettings settings(Duration maxWait, Map<String, Limit> limits) {
		Spending.Limits settings = Spending.limits().maxWait(maxWait);
		limits.forEach(settings::add);
		return settings.settings();
	}

	private static Limit limit(@Nullable BigDecimal limit, BudgetUnit unit, String period, String scope, double share) {
		return new Limit(limit, unit, period, scope, Action.REJECT, List.of(share), null);
	}

}
