package io.llmresilience.sample;

import java.io.IOException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Index.atIndex;

/**
 * Tests for the panel in a real browser.
 */
@PanelTest
class PanelPageTests {

	private final Browser browser;

	private final Panel panel;

	PanelPageTests(Browser browser, ApplicationContext application) {
		this.browser = browser;
		this.panel = new Panel(browser, application);
	}

	@BeforeEach
	void open() {
		this.panel.open();
	}

	@Test
	void callShouldAppearWhenItHasBeenStreamed() {
		WebElement call = this.panel.ask("Why is the sky blue?");
		assertThat(call.getText()).contains("OK", Panel.FIRST).doesNotContain("sky");
		assertThat(this.browser.complaints()).isEmpty();
	}

	@Test
	void faultShouldTurnTheTileAndTheTimelineShouldShowTheFailover() {
		this.browser.breakWith("first-down");
		WebElement call = this.panel.ask("Are you there?");
		assertThat(this.panel.awaitTile("CIRCUIT_OPEN").getText()).contains("Circuit open", "OVERLOADED", "since",
				"until", "Close circuit");
		call.findElement(By.tagName("summary")).sendKeys(Keys.ENTER);
		assertThat(Panel.steps(call)).hasSize(3)
			.satisfies((step) -> assertThat(step).startsWith("OVERLOADED " + Panel.FIRST + ", attempt 1"), atIndex(0))
			.satisfies((step) -> assertThat(step).startsWith("OK " + Panel.SECOND + ", attempt 1"), atIndex(2));
		assertThat(call.findElements(By.cssSelector("summary .failed"))).hasSize(2);
	}

	@Test
	void recoveryShouldTurnTheTileBack() {
		this.browser.breakWith("first-down");
		this.panel.ask("Are you there?");
		this.panel.awaitTile("CIRCUIT_OPEN");
		this.browser.breakWith("recover");
		this.panel.awaitTile("UP");
		assertThat(this.panel.ask("And now?").findElement(By.className("call-route")).getText()).isEqualTo(Panel.FIRST);
	}

	@Test
	void circuitShouldBeOpenedAndClosedByHand() {
		this.panel.button("open-circuit").click();
		this.panel.awaitTile("CIRCUIT_OPEN");
		this.panel.button("close-circuit").click();
		this.panel.awaitTile("UP");
	}

	@Test
	void whenAnOperationFailsTheTileShouldSaySo() {
		this.browser.run("document.querySelector('.tile [data-operation=pause]').dataset.operation = 'explode'");
		this.panel.button("explode").click();
		assertThat(this.browser.await(".tile .problem-text:not(:empty)").getText())
			.contains("'operation' is 'explode'");
	}

	@Test
	void whenTheConnectionIsLostThePanelShouldSaySoAndReconnect() throws IOException {
		try (Line line = new Line(this.panel.port())) {
			this.browser.open(line.port());
			WebElement call = this.panel.ask("Are you there?");
			call.findElement(By.tagName("summary")).click();
			line.cut();
			assertThat(this.browser.await("#lost:not([hidden])").getText()).startsWith("Connection lost");
			assertThat(this.browser.find("#live").getDomAttribute("class")).contains("stale");
			this.panel.button("pause").click();
			assertThat(this.browser.await(".tile .problem-text:not(:empty)").getText()).startsWith("No connection");
			this.panel.pause();
			line.mend();
			this.panel.awaitTile("PAUSED");
			this.browser.await("#lost[hidden]");
			assertThat(this.browser.find("#live").getDomAttribute("class")).doesNotContain("stale");
			assertThat(this.browser.find(".tile .problem-text").getText()).isEmpty();
			assertThat(call.getDomProperty("open")).isEqualTo("true");
		}
	}

	@Test
	void whenTheConnectionIsLostTheFaultButtonsShouldSaySo() throws IOException {
		try (Line line = new Line(this.panel.port())) {
			this.browser.open(line.port());
			line.cut();
			this.browser.find("[data-fault=overload]").click();
			assertThat(this.browser.await("#fault-problem:not(:empty)").getText()).startsWith("No connection");
			assertThat(this.browser.find("[data-fault=overload]").getDomAttribute("aria-pressed")).isEqualTo("false");
		}
	}

	@ParameterizedTest
	@CsvSource({ "1200,light", "1200,dark", "360,light", "360,dark" })
	void panelShouldFitItsWindow(int width, String scheme) throws IOException {
		this.browser.resize(width, 900);
		this.browser.prefer(scheme);
		this.browser.breakWith("first-down");
		WebElement call = this.panel.ask("Are you there?");
		this.panel.awaitTile("CIRCUIT_OPEN");
		call.findElement(By.tagName("summary")).click();
		this.browser.run("document.querySelectorAll('.change').forEach((change) => change.open = true)");
		this.browser.run("document.getElementById('panel').scrollIntoView()");
		this.browser.takePicture("panel-" + width + "-" + scheme);
		assertThat(this.browser.widthTooMuch()).isZero();
		assertThat(this.browser.complaints()).isEmpty();
	}

}
