package io.llmresilience.sample;

import org.junit.jupiter.api.Test;

import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the panel without the access that writing needs.
 */
@PageTest
@TestPropertySource(properties = "management.endpoint.llm.access=read-only")
class ReadOnlyPanelTests {

	private final Browser browser;

	private final int port;

	ReadOnlyPanelTests(Browser browser, @LocalServerPort int port) {
		this.browser = browser;
		this.port = port;
	}

	@Test
	void whenAccessIsReadOnlyTheButtonsShouldSayWhatAllowsChanges() {
		this.browser.open(this.port);
		this.browser.await(".tile [data-operation=pause]").click();
		assertThat(this.browser.await(".tile .problem-text:not(:empty)").getText())
			.isEqualTo("This panel may only read; management.endpoint.llm.access=unrestricted allows changes");
	}

}
