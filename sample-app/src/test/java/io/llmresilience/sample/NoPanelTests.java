package io.llmresilience.sample;

import org.junit.jupiter.api.Test;

import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/**
 * Tests for the panel without the endpoint.
 */
@PageTest
@TestPropertySource(properties = "management.endpoint.llm.access=none")
class NoPanelTests {

	private final Browser browser;

	private final int port;

	NoPanelTests(Browser browser, @LocalServerPort int port) {
		this.browser = browser;
		this.port = port;
	}

	@Test
	void whenTheEndpointIsOffThePanelShouldSaySo() {
		this.browser.open(this.port);
		this.browser.awaitTrue("return document.getElementById('lost').textContent"
				+ " === \"The endpoint 'llm' is switched off; see management.endpoint.llm.access\"");
	}

}
