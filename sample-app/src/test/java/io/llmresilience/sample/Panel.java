package io.llmresilience.sample;

import java.util.List;

import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

import org.springframework.context.ApplicationContext;

import io.llmresilience.circuitbreaker.CircuitBreakers;
import io.llmresilience.fallback.CoolDowns;

/**
 * The panel of an application, in a browser.
 */
final class Panel {

	static final String FIRST = "anthropic/claude-sonnet-5-5";

	static final String SECOND = "openai/gpt-6-luna";

	private final Browser browser;

	private final CircuitBreakers circuits;

	private final CoolDowns coolDowns;

	private final int port;

	Panel(Browser browser, ApplicationContext application) {
		this.browser = browser;
		this.circuits = application.getBean(CircuitBreakers.class);
		this.coolDowns = application.getBean(CoolDowns.class);
		this.port = application.getEnvironment().getRequiredProperty("local.server.port", int.class);
	}

	int port() {
		return this.port;
	}

	/**
	 * Opens the page when all routes are up again, whatever other tests have done.
	 */
	void open() {
		this.circuits.snapshot().forEach((circuit) -> {
			this.circuits.resume(circuit.route());
			this.circuits.close(circuit.route());
		});
		this.coolDowns.snapshot().forEach((coolDown) -> this.coolDowns.clear(coolDown.name()));
		this.browser.open(this.port);
		awaitTile("UP");
		this.browser.complaints();
	}

	/**
	 * Changes the first route behind the page's back.
	 */
	void pause() {
		this.circuits.pause(FIRST);
	}

	WebElement awaitTile(String state) {
		return this.browser.await(tile("[data-state=" + state + "]"));
	}

	WebElement button(String operation) {
		return this.browser.find(tile(" [data-operation=" + operation + "]"));
	}

	private static String tile(String rest) {
		return ".tile[data-route='" + FIRST + "']" + rest;
	}

	/**
	 * Asks, and waits for the call to be on the list.
	 */
	WebElement ask(String question) {
		Object now = this.browser.run("return Date.now()");
		this.browser.ask(question);
		this.browser.awaitTrue("return Date.parse(document.querySelector('#calls .call')?.dataset.at) >= " + now);
		return latestCall();
	}

	WebElement latestCall() {
		return this.browser.find("#calls .call:first-child");
	}

	static List<String> steps(WebElement call) {
		return call.findElement(By.className("timeline"))
			.findElements(By.tagName("li"))
			.stream()
			.map(WebElement::getText)
			.toList();
	}

}
