package io.llmresilience.sample;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;

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
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests for the chat page in a real browser. Screenshots are left in
 * {@code target/screenshots}.
 */
@SampleTest
@Tag("browser")
class ChatPageTests {

	private static final File CHROMIUM = new File("/usr/bin/chromium");

	private static final File DRIVER = new File("/usr/bin/chromedriver");

	private static ChromeDriver browser;

	@LocalServerPort
	private int port;

	@BeforeAll
	static void startBrowser(@TempDir Path profile) {
		assumeTrue(CHROMIUM.canExecute() && DRIVER.canExecute(),
				"Page tests need " + CHROMIUM + " and " + DRIVER + "; install chromium and chromium-driver");
		ChromeDriverService service = ChromeDriverService.createDefaultService();
		service.setExecutable(DRIVER.getPath());
		LoggingPreferences logs = new LoggingPreferences();
		logs.enable(LogType.BROWSER, Level.ALL);
		ChromeOptions options = new ChromeOptions();
		options.setBinary(CHROMIUM);
		options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
				"--disable-background-networking", "--disable-component-update", "--disable-sync",
				"--disable-dev-shm-usage", "--user-data-dir=" + profile);
		options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
		browser = new ChromeDriver(service, options);
	}

	@AfterAll
	static void quitBrowser() {
		if (browser != null) {
			browser.quit();
		}
	}

	@BeforeEach
	void open() {
		browser.manage().window().setSize(new Dimension(1200, 900));
		browser.get("http://localhost:" + this.port + "/");
		breakWith("recover");
	}

	@AfterEach
	void consoleShouldBeClean() {
		assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
			.noneMatch((entry) -> entry.getLevel().intValue() >= Level.SEVERE.intValue());
	}

	@Test
	void answerShouldAppearWhileItIsBeingWritten() {
		ask("Why is the sky blue?");
		String early = await(".turn.model:not(.waiting) .bubble").getText();
		WebElement done = await(".turn.model.done");
		assertThat(done.findElement(By.className("bubble")).getText()).startsWith(early)
			.hasSizeGreaterThan(early.length());
		assertThat(done.findElement(By.className("facts-line")).getText()).contains("anthropic/claude-sonnet-5-5",
				"1 attempt", "tokens in", "STOP");
	}

	@Test
	void questionShouldBeShownAsTextAndNeverAsMarkup() {
		ask("<img src=x onerror=alert(1)>");
		await(".turn.model.done");
		assertThat(browser.findElement(By.cssSelector(".turn.user .bubble")).getText())
			.isEqualTo("<img src=x onerror=alert(1)>");
	}

	@Test
	void whenProviderIsOverloadedShouldShowTheProblemAndTheTrace() {
		breakWith("overload");
		ask("Are you there?");
		WebElement failed = await(".turn.model.failed");
		assertThat(failed.findElement(By.className("problem")).getText()).contains("Overloaded", "OVERLOADED");
		failed.findElement(By.tagName("summary")).click();
		assertThat(failed.findElements(By.cssSelector(".trace-list li"))).hasSize(4);
	}

	@Test
	void whenTheFirstProviderIsDownShouldShowWhoAnswered() {
		breakWith("first-down");
		ask("Are you there?");
		WebElement done = await(".turn.model.done");
		assertThat(done.findElement(By.className("facts-line")).getText()).contains("openai/gpt-6-luna", "3 attempts");
	}

	@Test
	void whenStreamIsCutShouldKeepTheWordsSoFar() {
		breakWith("cut-stream");
		ask("Tell me everything");
		WebElement failed = await(".turn.model.failed");
		assertThat(failed.findElement(By.className("bubble")).getText()).startsWith("This sentence");
		assertThat(failed.findElement(By.className("problem-kind")).getText()).isEqualTo("INTERRUPTED");
	}

	@Test
	void cancelShouldStopTheAnswerAndLetTheNextOneBegin() {
		ask("Tell me everything");
		await(".turn.model:not(.waiting)");
		browser.findElement(By.id("cancel")).click();
		assertThat(await(".turn.model.cancelled .facts-line").getText()).startsWith("Cancelled after");
		ask("And now?");
		await(".turn.model.done");
	}

	@ParameterizedTest
	@CsvSource({ "1200,light", "1200,dark", "400,light", "400,dark" })
	void pageShouldFitItsWindow(int width, String scheme) throws IOException {
		browser.manage().window().setSize(new Dimension(width, 900));
		browser.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
		ask("Why is the sky blue?");
		await(".turn.model.done");
		breakWith("cut-stream");
		ask("And at night?");
		await(".turn.model.failed summary").click();
		awaitTrue("return document.querySelector('.failed details').getBoundingClientRect().bottom"
				+ " <= document.getElementById('log').getBoundingClientRect().bottom");
		Path screenshots = Files.createDirectories(Path.of("target", "screenshots"));
		Files.write(screenshots.resolve("chat-" + width + "-" + scheme + ".png"),
				browser.getScreenshotAs(OutputType.BYTES));
		assertThat((Long) browser
			.executeScript("return document.documentElement.scrollWidth - document.documentElement.clientWidth"))
			.isZero();
	}

	private static void ask(String question) {
		browser.findElement(By.id("message")).sendKeys(question, Keys.ENTER);
	}

	private static void breakWith(String fault) {
		await("[data-fault=" + fault + "]").click();
		await("[data-fault=" + fault + "][aria-pressed=true]");
	}

	private static void awaitTrue(String script) {
		new WebDriverWait(browser, Duration.ofSeconds(5), Duration.ofMillis(50))
			.until((driver) -> (Boolean) browser.executeScript(script));
	}

	/**
	 * Waits for the last element that the selector finds.
	 */
	private static WebElement await(String selector) {
		return new WebDriverWait(browser, Duration.ofSeconds(15), Duration.ofMillis(50)).until((driver) -> {
			List<WebElement> found = driver.findElements(By.cssSelector(selector));
			return found.isEmpty() ? null : found.get(found.size() - 1);
		});
	}

}
