package io.llmresilience.sample;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the panel without a mouse, and with a screen reader.
 */
@PanelTest
class PanelKeyboardTests {

	private final Browser browser;

	private final Panel panel;

	PanelKeyboardTests(Browser browser, ApplicationContext application) {
		this.browser = browser;
		this.panel = new Panel(browser, application);
	}

	@BeforeEach
	void open() {
		this.panel.open();
	}

	@Test
	void everythingShouldBeReachedInOrderAndShowTheFocus() {
		this.panel.ask("Are you there?");
		this.browser.await("#send:not([hidden])");
		this.browser.find("#send").sendKeys("");
		List<String> reached = new ArrayList<>();
		while (!reached.contains("OK")) {
			this.browser.press(Keys.TAB);
			reached.add((String) this.browser.run("return document.activeElement.textContent.split(' ' )[0]"));
			assertThat(this.browser.run("return getComputedStyle(document.activeElement).outlineStyle"))
				.isEqualTo("solid");
		}
		assertThat(reached).containsExactly("Open", "Pause", "Clear", "Open", "Pause", "Clear", "Show", "Change", "OK");
	}

	@Test
	void buttonShouldKeepTheFocusWhenTheRouteIsPaused() {
		this.panel.button("pause").sendKeys(Keys.ENTER);
		assertThat(this.panel.awaitTile("PAUSED").findElement(By.className("state")).getText()).isEqualTo("Paused");
		assertThat(this.browser.run("return document.activeElement.dataset.operation")).isEqualTo("resume");
		this.browser.press(Keys.SPACE);
		this.panel.awaitTile("UP");
		assertThat(this.browser.run("return document.activeElement.dataset.operation")).isEqualTo("pause");
	}

	@Test
	void buttonShouldKeepTheFocusWhenItsTileTurns() {
		this.panel.button("clear-cool-down").sendKeys("");
		this.browser.run("window.focused = document.activeElement");
		this.panel.pause();
		this.panel.awaitTile("PAUSED");
		assertThat(this.browser.run("return window.focused === document.activeElement && window.focused.isConnected"))
			.isEqualTo(true);
	}

	@Test
	void traceShouldOpenByKeyboardAndStayOpenWhenOtherCallsEnd() {
		WebElement call = this.panel.ask("Are you there?");
		call.findElement(By.tagName("summary")).sendKeys(Keys.SPACE);
		assertThat(Panel.steps(call)).hasSize(1);
		this.panel.ask("And now?");
		assertThat(call.getDomProperty("open")).isEqualTo("true");
	}

	@Test
	void whenATileTurnsItShouldBeSaidOnceAndThenBeQuiet() {
		this.browser.run("""
				window.said = [];
				new MutationObserver((changes) => window.said.push(changes[0].target.textContent))
					.observe(document.getElementById('panel-announce'), { childList: true });
				window.ticks = 0;
				new EventSource('api/panel').addEventListener('snapshot', () => window.ticks++)""");
		this.panel.pause();
		this.panel.awaitTile("PAUSED");
		this.browser.awaitTrue("const then = window.then ??= window.ticks; return window.ticks >= then + 3");
		assertThat(this.browser.run("return window.said")).isEqualTo(List.of(Panel.FIRST + ": Paused"));
	}

}
