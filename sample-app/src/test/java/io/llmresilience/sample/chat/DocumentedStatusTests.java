package io.llmresilience.sample.chat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.util.unit.DataSize;

import io.llmresilience.CallRefusedException;
import io.llmresilience.FailureKind;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the statuses that the documentation tells against those that are answered.
 */
class DocumentedStatusTests {

	private final ProblemFactory problems = new ProblemFactory(DataSize.ofMegabytes(16));

	@ParameterizedTest
	@EnumSource
	void everyKindShouldHaveTheStatusOfTheTable(FailureKind kind) throws IOException {
		int status = this.problems.of(new CallRefusedException(kind, null, "no")).getStatus();
		assertThat(Files.readString(Path.of("../docs/failures.md")))
			.containsPattern("\\| `" + kind + "` \\| (yes|no) \\| " + status + " \\|");
	}

}
