package io.llmresilience.sample;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the chat page in a real browser. Screenshots are left in
 * {@code target/screenshots}.
 */
@SampleTest
@Tag("browser")
class ChatPageTests {

	private static Browser browser;

	@LocalServerPort
	private int port;

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
		browser.open(this.port);
	}

	@AfterEach
	void consoleShouldBeClean() {
		assertThat(browser.complaints()).isEmpty();
	}

	@Test
	void answerShouldAppearWhileItIsBeingWritten() {
		browser.ask("Why is the sky blue?");
		String early = browser.await(".turn.model:not(.waiting) .bubble").getText();
		WebElement done = browser.await(".turn.model.done");
		assertThat(done.findElement(By.className("bubble")).getText()).startsWith(early)
			.hasSizeGreaterThan(early.length());
		assertThat(done.findElement(By.className("facts-line")).getText()).contains("anthropic/claude-sonnet-5-5",
				"1 attempt", "tokens in", "STOP");
	}

	@Test
	void questionShouldBeShownAsTextAndNeverAsMarkup() {
		browser.ask("<img src=x onerror=alert(1)>");
		browser.await(".turn.model.done");
		assertThat(browser.find(".turn.user .bubble").getText()).isEqualTo("<img src=x onerror=alert(1)>");
	}

	@Test
	void whenProviderIsOverloadedShouldShowTheProblemAndTheTrace() {
		browser.breakWith("overload");
		browser.ask("Are you there?");
		WebElement failed = browser.await(".turn.model.failed");
		assertThat(failed.findElement(By.className("problem")).getText()).contains("Overloaded", "OVERLOADED");
		failed.findElement(By.tagName("summary")).click();
		assertThat(failed.findElements(By.cssSelector(".trace-list li"))).hasSize(4);
	}

	@Test
	void whenTheFirstProviderIsDownShouldShowWhoAnswered() {
		browser.breakWith("first-down");
		browser.ask("Are you there?");
		WebElement done = browser.await(".turn.model.done");
		assertThat(done.findElement(By.className("facts-line")).getText()).contains("openai/gpt-6-luna", "3 attempts");
	}

	@Test
	void whenStreamIsCutShouldKeepTheWordsSoFar() {
		browser.breakWith("cut-stream");
		browser.ask("Tell me everything");
		WebElement failed = browser.await(".turn.model.failed");
		assertThat(failed.findElement(By.className("bubble")).getText()).startsWith("This sentence");
		assertThat(failed.findElement(By.className("problem-kind")).getText()).isEqualTo("INTERRUPTED");
	}

	@Test
	void cancelShouldStopTheAnswerAndLetTheNextOneBegin() {
		browser.ask("Tell me everything");
		browser.await(".turn.model:not(.waiting)");
		browser.find("#cancel").click();
		assertThat(browser.await(".turn.model.cancelled .facts-line").getText()).startsWith("Cancelled after");
		browser.ask("And now?");
		browser.await(".turn.model.done");
	}

	@ParameterizedTest
	@CsvSource({ "1200,light", "1200,dark", "400,light", "400,dark" })
	void pageShouldFitItsWindow(int width, String scheme) throws IOException {
		browser.resize(width, 900);
		browser.prefer(scheme);
		browser.ask("Why is the sky blue?");
		browser.await(".turn.model.done");
		browser.breakWith("cut-stream");
		browser.ask("And at night?");
		browser.await(".turn.model.failed summary").click();
		browser.awaitTrue("return document.querySelector('.failed details').getBoundingClientRect().bottom"
				+ " < document.getElementById('log').getBoundingClientRect().bottom + 1");
		browser.takePicture("chat-" + width + "-" + scheme);
		assertThat(browser.widthTooMuch()).isZero();
	}

}
