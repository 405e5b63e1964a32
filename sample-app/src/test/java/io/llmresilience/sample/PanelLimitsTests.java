package io.llmresilience.sample;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for changing limits in the panel.
 */
@PanelTest
class PanelLimitsTests {

	private static final String OWNER = ".owner[data-owner='" + Panel.SECOND + "'] ";

	private final Browser browser;

	private final Panel panel;

	PanelLimitsTests(Browser browser, ApplicationContext application) {
		this.browser = browser;
		this.panel = new Panel(browser, application);
	}

	@BeforeEach
	void open() {
		this.panel.open();
		this.browser.await("#more-limits:not([hidden])").sendKeys(Keys.ENTER);
		this.browser.find(OWNER + "summary").sendKeys(Keys.ENTER);
	}

	@Test
	void whenALimitIsChangedByKeyboardTheGaugeShouldShowIt() {
		WebElement value = enter("tokens per minute", "6000000");
		assertThat(this.browser.await(OWNER + ".gauge").getText()).contains("tokens per minute", "6,000,000 a minute");
		assertThat(value).isEqualTo(this.browser.find(OWNER + "input:focus"));
		assertThat(value.getDomProperty("value")).isEmpty();
		assertThat(value.getDomProperty("placeholder")).isEqualTo("now 6,000,000");
		assertThat(this.browser.find("#panel-announce").getDomProperty("textContent"))
			.isEqualTo(Panel.SECOND + ": tokens per minute set to 6000000");
		assertThat(this.browser.complaints()).isEmpty();
		enter("tokens per minute", "none");
		this.browser.await(OWNER + ".rows:empty");
	}

	@Test
	void whenConcurrentCallsAreLimitedTheGaugeShouldShowWhoIsInFlight() {
		enter("max concurrent calls", "7");
		assertThat(this.browser.await(OWNER + ".gauge").getText()).contains("in flight", "0 of 7");
		enter("max concurrent calls", "none");
		this.browser.await(OWNER + ".rows:empty");
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '`', value = { "many, 'value' is 'many'", "0, 'value' is '0'", "``, 'value' is ''" })
	void whenTheValueIsBadTheFieldShouldSayWhatIsAllowed(String bad, String problem) {
		WebElement value = enter("requests per minute", bad);
		WebElement text = this.browser.await(OWNER + ".problem-text:not(:empty)");
		assertThat(text.getText()).startsWith(problem).contains("give a whole number from 1 to ", "or \"none\"");
		assertThat(value.getDomAttribute("aria-invalid")).isEqualTo("true");
		assertThat(value.getDomAttribute("aria-describedby")).isEqualTo(text.getDomAttribute("id"));
		assertThat(value.getDomProperty("value")).isEqualTo(bad);
		value.sendKeys("6");
		this.browser.await(OWNER + ".problem-text:empty");
	}

	@Test
	void whenALimitIsTakenAwayTheFieldShouldStayWithItsFocus() {
		enter("max concurrent calls", "7");
		this.browser.await(OWNER + ".gauge");
		this.browser.find("#more-limits").click();
		WebElement value = enter("max concurrent calls", "none");
		this.browser.await(OWNER + ".rows:empty");
		assertThat(value.isDisplayed()).isTrue();
		assertThat(value).isEqualTo(this.browser.find(OWNER + "input:focus"));
	}

	@Test
	void whenALimitIsConfiguredAndLearntBothShouldShow() {
		this.browser.run("""
				const quota = { name: 'requests-per-minute', limit: 600, available: 50, learnt: false };
				const limits = { inFlight: 0, maxConcurrentCalls: null, waiting: 0, pausedUntil: null,
					quotas: [quota, { ...quota, limit: 30, available: -2, learnt: true }] };
				return import('./limits.js').then(({ showLimits }) => showLimits([{ name: 'made-up', limits }]))""");
		assertThat(this.browser.find(".owner[data-owner=made-up]").getText()).contains("50 left now, 600 a minute",
				"requests per minute, learnt", "2 overdrawn, 30 a minute");
		assertThat(this.browser.find(".owner[data-owner=made-up] input").getDomProperty("placeholder"))
			.isEqualTo("now 600");
	}

	private WebElement enter(String limit, String value) {
		this.browser.find(OWNER + "select").sendKeys(limit);
		WebElement field = this.browser.find(OWNER + "input");
		field.sendKeys(value, Keys.ENTER);
		return field;
	}

}
