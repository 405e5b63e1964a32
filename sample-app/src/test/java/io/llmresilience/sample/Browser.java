package io.llmresilience.sample;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;

import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

import org.springframework.util.FileSystemUtils;

/**
 * A headless browser that looks at the sample's page.
 */
final class Browser implements AutoCloseable {

	private static final File CHROMIUM = new File("/usr/bin/chromium");

	private static final File DRIVER = new File("/usr/bin/chromedriver");

	static final String NEEDED = "Page tests need " + CHROMIUM + " and " + DRIVER
			+ "; install chromium and chromium-driver";

	private static final Duration PATIENCE = Duration.ofSeconds(15);

	private final ChromeDriver driver;

	private final Path profile;

	private Browser(ChromeDriver driver, Path profile) {
		this.driver = driver;
		this.profile = profile;
	}

	static boolean isInstalled() {
		return CHROMIUM.canExecute() && DRIVER.canExecute();
	}

	static Browser start() {
		Path profile = profile();
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
		return new Browser(new ChromeDriver(service, options), profile);
	}

	private static Path profile() {
		try {
			return Files.createTempDirectory("browser");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Opens the page as everybody sees it first, and mends the simulator.
	 */
	void open(int port) {
		complaints();
		resize(1200, 900);
		prefer("light");
		this.driver.get("http://localhost:" + port + "/");
		breakWith("recover");
	}

	void resize(int width, int height) {
		this.driver.manage().window().setSize(new Dimension(width, height));
		command("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
	}

	void prefer(String scheme) {
		command("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
	}

	void command(String name, Map<String, Object> parameters) {
		this.driver.executeCdpCommand(name, parameters);
	}

	Object run(String script) {
		return this.driver.executeScript(script);
	}

	/**
	 * Asks when the answer before has ended, as the page takes one question at a time.
	 */
	void ask(String question) {
		await("#send:not([hidden])");
		find("#message").sendKeys(question, Keys.ENTER);
	}

	void breakWith(String fault) {
		await("[data-fault=" + fault + "]").click();
		await("[data-fault=" + fault + "][aria-pressed=true]");
	}

	/**
	 * Presses keys wherever the focus is.
	 */
	void press(CharSequence... keys) {
		this.driver.switchTo().activeElement().sendKeys(keys);
	}

	WebElement find(String selector) {
		return this.driver.findElement(By.cssSelector(selector));
	}

	/**
	 * Waits for the last element that the selector finds.
	 */
	WebElement await(String selector) {
		return patiently().until((driver) -> {
			List<WebElement> found = driver.findElements(By.cssSelector(selector));
			return found.isEmpty() ? null : found.get(found.size() - 1);
		});
	}

	void awaitTrue(String script) {
		patiently().until((driver) -> (Boolean) run(script));
	}

	private WebDriverWait patiently() {
		WebDriverWait patiently = new WebDriverWait(this.driver, PATIENCE, Duration.ofMillis(50));
		patiently.ignoring(StaleElementReferenceException.class);
		return patiently;
	}

	long widthTooMuch() {
		return (Long) run("return document.documentElement.scrollWidth - document.documentElement.clientWidth");
	}

	void takePicture(String name) throws IOException {
		Path screenshots = Files.createDirectories(Path.of("target", "screenshots"));
		Files.write(screenshots.resolve(name + ".png"), this.driver.getScreenshotAs(OutputType.BYTES));
	}

	List<LogEntry> complaints() {
		return this.driver.manage()
			.logs()
			.get(LogType.BROWSER)
			.getAll()
			.stream()
			.filter((entry) -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
			.toList();
	}

	@Override
	public void close() {
		this.driver.quit();
		FileSystemUtils.deleteRecursively(this.profile.toFile());
	}

}
