package io.llmresilience.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

import io.llmresilience.circuitbreaker.CircuitBreakers;
import io.llmresilience.fallback.CoolDowns;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the panel in a real browser. Screenshots are left in
 * {@code target/screenshots}.
 */
@SampleTest
@TestPropertySource(properties = { "llm.resilience.circuit-breaker.window=2",
		"llm.resilience.circuit-breaker.minimum-calls=2", "llm.resilience.circuit-breaker.open-for=4s",
		"llm.resilience.budget.limits.day.limit=1", "llm.resilience.budget.limits.day.scope=all",
		"llm.resilience.providers.anthropic.rate-limit.requests-per-minute=600" })
@Tag("browser")
class PanelPageTests {

	private static final String FIRST = "[data-route='anthropic/claude-sonnet-5-5']";

	private static Browser browser;

	@LocalServerPort
	private int port;

	@Autowired
	private CircuitBreakers circuits;

	@Autowired
	private CoolDowns coolDowns;

	@BeforeAll
	static void startBrowser(@TempDir Path profile) {
		browser = Browser.start(profile);
	}

	@AfterAll
	static void quitBrowser() {
		if (browser != null) {
			browser.close();
		}
	}

	@BeforeEach
	void open() {
		this.circuits.snapshot().forEach((circuit) -> {
			this.circuits.resume(circuit.route());
			this.circuits.close(circuit.route());
		});
		this.coolDowns.snapshot().forEach((coolDown) -> this.coolDowns.clear(coolDown.name()));
		browser.open(this.port);
		browser.await(FIRST + "[data-state=UP]");
		browser.complaints();
	}

	@Test
	void callShouldAppearWhenItHasBeenStreamed() {
		browser.ask("Why is the sky blue?");
		browser.await(".turn.model.done");
		WebElement call = browser.await("#calls .call:first-child.ok");
		assertThat(call.getText()).contains("OK", "anthropic/claude-sonnet-5-5").doesNotContain("sky");
		assertThat(browser.complaints()).isEmpty();
	}

	@Test
	void faultShouldTurnTheTileAndTheTimelineShouldShowTheFailover() {
		browser.breakWith("first-down");
		ask("Are you there?");
		WebElement tile = browser.await(".tile" + FIRST + "[data-state=CIRCUIT_OPEN]");
		assertThat(tile.getText()).contains("Circuit open", "OVERLOADED", "since", "until", "Close circuit");
		browser.find("#calls .call:first-child summary").sendKeys(Keys.ENTER);
		assertThat(steps()).hasSize(3);
		assertThat(steps().get(0)).startsWith("OVERLOADED anthropic/claude-sonnet-5-5, attempt 1");
		assertThat(steps().get(2)).startsWith("OK openai/gpt-6-luna, attempt 1");
		assertThat(browser.find("#calls .call:first-child summary svg").findElements(By.cssSelector(".failed")))
			.hasSize(2);
	}

	@Test
	void recoveryShouldTurnTheTileBack() {
		browser.breakWith("first-down");
		ask("Are you there?");
		browser.await(".tile" + FIRST + "[data-state=CIRCUIT_OPEN]");
		browser.breakWith("recover");
		browser.await(".tile" + FIRST + "[data-state=UP]");
		ask("And now?");
		assertThat(browser.await("#calls .call:first-child.ok .call-route").getText())
			.isEqualTo("anthropic/claude-sonnet-5-5");
	}

	@Test
	void circuitShouldBeOpenedAndClosedByHand() {
		browser.find(".tile" + FIRST + " [data-operation=open-circuit]").click();
		browser.await(".tile" + FIRST + "[data-state=CIRCUIT_OPEN] [data-operation=close-circuit]").click();
		browser.await(".tile" + FIRST + "[data-state=UP]");
	}

	@Test
	void buttonShouldKeepTheFocusWhenTheRouteIsPausedByKeyboard() {
		browser.find(".tile" + FIRST + " [data-operation=pause]").sendKeys(Keys.ENTER);
		assertThat(browser.await(".tile" + FIRST + "[data-state=PAUSED] .state").getText()).isEqualTo("Paused");
		assertThat(browser.run("return document.activeElement.dataset.operation")).isEqualTo("resume");
		assertThat(browser.find("#panel-announce").getDomProperty("textContent"))
			.isEqualTo("anthropic/claude-sonnet-5-5: Paused");
	}

	@Test
	void whenAnOperationFailsTheTileShouldSaySo() {
		browser.run("document.querySelector('.tile [data-operation=pause]').dataset.operation = 'explode'");
		browser.find(".tile [data-operation=explode]").click();
		assertThat(browser.await(".tile .tile-problem:not(:empty)").getText()).contains("'operation' is 'explode'");
	}

	@Test
	void whenTheConnectionIsLostThePanelShouldSaySoAndReconnect() throws IOException {
		try (Line line = new Line(this.port)) {
			browser.open(line.port());
			browser.await(".tile" + FIRST + "[data-state=UP]");
			line.cut();
			assertThat(browser.await("#lost:not([hidden])").getText()).startsWith("Connection lost");
			assertThat(browser.find("#live").getDomAttribute("class")).contains("stale");
			this.circuits.pause("anthropic/claude-sonnet-5-5");
			line.mend();
			browser.await(".tile" + FIRST + "[data-state=PAUSED]");
			browser.await("#lost[hidden]");
			assertThat(browser.find("#live").getDomAttribute("class")).doesNotContain("stale");
		}
	}

	@ParameterizedTest
	@CsvSource({ "1200,light", "1200,dark", "360,light", "360,dark" })
	void panelShouldFitItsWindow(int width, String scheme) throws IOException {
		browser.resize(width, 900);
		browser.prefer(scheme);
		browser.breakWith("first-down");
		ask("Are you there?");
		browser.await(".tile" + FIRST + "[data-state=CIRCUIT_OPEN]");
		browser.await("#calls .call:first-child summary").click();
		browser.run("document.getElementById('panel').scrollIntoView()");
		browser.takePicture("panel-" + width + "-" + scheme);
		assertThat(browser.widthTooMuch()).isZero();
		assertThat(browser.complaints()).isEmpty();
	}

	private static void ask(String question) {
		Object before = latestCall();
		browser.ask(question);
		browser.awaitTrue("return document.querySelector('#calls .call') !== null "
				+ "&& document.querySelector('#calls .call').dataset.call !== '" + before + "'");
	}

	private static Object latestCall() {
		return browser.run("return document.querySelector('#calls .call')?.dataset.call");
	}

	private static List<String> steps() {
		return browser.find("#calls .call:first-child .timeline")
			.findElements(By.tagName("li"))
			.stream()
			.map(WebElement::getText)
			.toList();
	}

}
