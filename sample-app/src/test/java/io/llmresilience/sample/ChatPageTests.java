package io.llmresilience.sample;

import java.io.IOException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the chat page in a real this.browser. Screenshots are left in
 * {@code target/screenshots}.
 */
@PageTest
class ChatPageTests {

	private final Browser browser;

	private final int port;

	ChatPageTests(Browser browser, @LocalServerPort int port) {
		this.browser = browser;
		this.port = port;
	}

	@BeforeEach
	void open() {
		this.browser.open(this.port);
	}

	@AfterEach
	void consoleShouldBeClean() {
		assertThat(this.browser.complaints()).isEmpty();
	}

	@Test
	void answerShouldAppearWhileItIsBeingWritten() {
		this.browser.ask("Why is the sky blue?");
		String early = this.browser.await(".turn.model:not(.waiting) .bubble").getText();
		WebElement done = this.browser.await(".turn.model.done");
		assertThat(done.findElement(By.className("bubble")).getText()).startsWith(early)
			.hasSizeGreaterThan(early.length());
		assertThat(done.findElement(By.className("facts-line")).getText()).contains("anthropic/claude-sonnet-5-5",
				"1 attempt", "tokens in", "STOP");
	}

	@Test
	void whenSomebodyHasGoneToThePanelTheEndOfAnAnswerShouldLeaveTheFocusThere() {
		this.browser.ask("Why is the sky blue?");
		this.browser.await(".turn.model:not(.waiting)");
		this.browser.await(".tile [data-operation=pause]");
		this.browser.run("document.querySelector('.tile [data-operation=pause]').focus()");
		this.browser.await(".turn.model.done");
		this.browser.await("#send:not([hidden])");
		assertThat(this.browser.run("return document.activeElement.dataset.operation")).isEqualTo("pause");
	}

	@Test
	void whenAnAnswerEndsTheNextMessageCanBeWrittenAtOnce() {
		this.browser.ask("Why is the sky blue?");
		this.browser.await("#cancel:not([hidden])");
		this.browser.press(Keys.TAB);
		this.browser.await(".turn.model.done");
		this.browser.await("#send:not([hidden])");
		assertThat(this.browser.run("return document.activeElement.id")).isEqualTo("message");
	}

	@Test
	void questionShouldBeShownAsTextAndNeverAsMarkup() {
		this.browser.ask("<img src=x onerror=alert(1)>");
		this.browser.await(".turn.model.done");
		assertThat(this.browser.find(".turn.user .bubble").getText()).isEqualTo("<img src=x onerror=alert(1)>");
	}

	@Test
	void whenProviderIsOverloadedShouldShowTheProblemAndTheTrace() {
		this.browser.breakWith("overload");
		this.browser.ask("Are you there?");
		WebElement failed = this.browser.await(".turn.model.failed");
		assertThat(failed.findElement(By.className("problem")).getText()).contains("Overloaded", "OVERLOADED");
		failed.findElement(By.tagName("summary")).click();
		assertThat(failed.findElements(By.cssSelector(".trace-list li"))).hasSize(4);
	}

	@Test
	void whenTheFirstProviderIsDownShouldShowWhoAnswered() {
		this.browser.breakWith("first-down");
		this.browser.ask("Are you there?");
		WebElement done = this.browser.await(".turn.model.done");
		assertThat(done.findElement(By.className("facts-line")).getText()).contains("openai/gpt-6-luna", "3 attempts");
	}

	@Test
	void whenStreamIsCutShouldKeepTheWordsSoFar() {
		this.browser.breakWith("cut-stream");
		this.browser.ask("Tell me everything");
		WebElement failed = this.browser.await(".turn.model.failed");
		assertThat(failed.findElement(By.className("bubble")).getText()).startsWith("This sentence");
		assertThat(failed.findElement(By.className("problem-kind")).getText()).isEqualTo("INTERRUPTED");
	}

	@Test
	void cancelShouldStopTheAnswerAndLetTheNextOneBegin() {
		this.browser.ask("Tell me everything");
		this.browser.await(".turn.model:not(.waiting)");
		this.browser.find("#cancel").click();
		assertThat(this.browser.await(".turn.model.cancelled .facts-line").getText()).startsWith("Cancelled after");
		this.browser.ask("And now?");
		this.browser.await(".turn.model.done");
	}

	@ParameterizedTest
	@CsvSource({ "1200,light", "1200,dark", "400,light", "400,dark" })
	void pageShouldFitItsWindow(int width, String scheme) throws IOException {
		this.browser.resize(width, 900);
		this.browser.prefer(scheme);
		this.browser.ask("Why is the sky blue?");
		this.browser.await(".turn.model.done");
		this.browser.breakWith("cut-stream");
		this.browser.ask("And at night?");
		this.browser.await(".turn.model.failed summary").click();
		this.browser.awaitTrue("return document.querySelector('.failed details').getBoundingClientRect().bottom"
				+ " < document.getElementById('log').getBoundingClientRect().bottom + 1");
		this.browser.takePicture("chat-" + width + "-" + scheme);
		assertThat(this.browser.widthTooMuch()).isZero();
	}

}
