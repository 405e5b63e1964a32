package io.llmresilience.provider.anthropic;

import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.llmresilience.ChatRequest.Sampling;
import io.llmresilience.model.ModelSpec.Quirk;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SamplingRules}.
 */
@ExtendWith(OutputCaptureExtension.class)
class SamplingRulesTests {

	private static final String LOGGER = SamplingRules.class.getName();

	private final LoggingSystem logging = LoggingSystem.get(SamplingRulesTests.class.getClassLoader());

	@BeforeEach
	void logDebug() {
		this.logging.setLogLevel(LOGGER, LogLevel.DEBUG);
	}

	@AfterEach
	void logAsBefore() {
		this.logging.setLogLevel(LOGGER, null);
	}

	@Test
	void whatIsLeftOutIsLoggedInOneLine(CapturedOutput output) {
		new SamplingRules(Wire.model(Quirk.NO_SAMPLING)).fit(new Sampling(0.5, 0.9, 42L, List.of("END")));
		assertThat(output.getAll())
			.containsOnlyOnce("Left out temperature, top_p, seed for anthropic/claude-test, which refuses it");
	}

	@Test
	void whenNothingIsLeftOutShouldLogNothing(CapturedOutput output) {
		Sampling sampling = new Sampling(0.5, 0.9, null, List.of("END"));
		assertThat(new SamplingRules(Wire.model()).fit(sampling)).isEqualTo(sampling);
		assertThat(output.getAll()).doesNotContain("Left out");
	}

}
