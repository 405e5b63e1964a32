package io.llmresilience.sample;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

import org.springframework.context.ApplicationContext;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tells the story of an outage, and takes the pictures of it for the docs.
 */
@PageTest
@TestPropertySource(
		properties = { "llm.resilience.circuit-breaker.window=20", "llm.resilience.circuit-breaker.minimum-calls=4",
				"llm.resilience.circuit-breaker.open-for=8s", "llm.resilience.budget.limits.daily.limit=0.5",
				"llm.resilience.rate-limit.mode=enforce", "llm.resilience.retry.initial-interval=800ms",
				"llm.resilience.providers.anthropic.rate-limit.requests-per-minute=60" })
class OutageTests {

	private final Browser browser;

	private final Panel panel;

	OutageTests(Browser browser, ApplicationContext application) {
		this.browser = browser;
		this.panel = new Panel(browser, application);
	}

	@Test
	void outageShouldBeSeenAndSurvived() throws IOException {
		this.panel.open();
		this.browser.resize(1000, 800);
		assertThat(askTwice()).isEqualTo(Panel.FIRST);
		takePicture("before");
		this.browser.breakWith("first-down");
		assertThat(askTwice()).isEqualTo(Panel.SECOND);
		this.panel.awaitTile("CIRCUIT_OPEN");
		this.browser.find("#calls .call:nth-child(2) summary").click();
		takePicture("during");
		this.browser.find("#calls .call:nth-child(2) summary").click();
		this.browser.breakWith("recover");
		this.panel.awaitTile("UP");
		assertThat(askTwice()).isEqualTo(Panel.FIRST);
		takePicture("after");
	}

	private String askTwice() {
		this.panel.ask("Why is the sky blue?");
		this.browser.await(".turn.model:last-child.done");
		String route = this.panel.ask("And at night?").findElement(By.className("call-route")).getText();
		this.browser.await(".turn.model:last-child.done");
		return route;
	}

	private void takePicture(String moment) throws IOException {
		this.browser.run("document.activeElement.blur(); document.getElementById('panel').scrollTop = 0");
		this.browser.takePicture("panel-" + moment);
	}

}
