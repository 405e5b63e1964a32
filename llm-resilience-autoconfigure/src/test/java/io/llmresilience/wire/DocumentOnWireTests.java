package io.llmresilience.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.llmresilience.FailureKind;
import io.llmresilience.history.DocumentResult;
import io.llmresilience.model.TokenCounter;
import io.llmresilience.test.ReceivedRequest;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The example in the documentation, against a provider that speaks HTTP.
 */
class DocumentOnWireTests {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final SimulatedChat chat = SimulatedChat.start("chat.routes=" + SimulatedChat.OPENAI,
			"retry.max-attempts=1");

	private final Summaries summaries = new Summaries(chat.service(), chat.bean(TokenCounter.class));

	@TempDir
	private Path folder;

	@BeforeEach
	void forget() {
		chat.reset();
	}

	@AfterAll
	static void close() {
		chat.close();
	}

	@Test
	void shouldAskAboutEveryChunkAndCombineTheAnswers() throws IOException {
		chat.simulator().always(Reply.text("part").usage(100, 10));
		chat.simulator().when(DocumentOnWireTests::combines, Reply.text("whole").usage(100, 10));
		DocumentResult result = this.summaries.summarise(document()).block(PATIENCE);
		assertThat(result.text()).isEqualTo("whole");
		assertThat(result.answers()).containsOnlyKeys(0, 1, 2, 3);
		assertThat(result.usage().inputTokens()).isEqualTo(500);
		assertThat(chat.simulator().requests()).hasSize(5)
			.allSatisfy((request) -> assertThat(request.text()).contains("max_completion_tokens", "300"));
	}

	@Test
	void whenOneChunkFailsShouldSayWhich() throws IOException {
		chat.simulator().always(Reply.text("part"));
		chat.simulator()
			.when((request) -> request.text().contains("number=\\\"2\\\"") && !combines(request), Reply.status(500));
		DocumentResult result = this.summaries.summarise(document()).block(PATIENCE);
		assertThat(result.isPartial()).isTrue();
		assertThat(result.failures()).containsOnlyKeys(1)
			.extractingByKey(1)
			.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(FailureKind.SERVER_ERROR));
	}

	@Test
	void documentationShouldShowThisCode() throws IOException {
		String source = Files.readString(Path.of("src/test/java/io/llmresilience/wire/Summaries.java"));
		String example = source.substring(source.indexOf("@Component"));
		assertThat(Files.readString(Path.of("../docs/documents.md"))).contains("```java\n" + example + "```");
	}

	private static boolean combines(ReceivedRequest request) {
		return request.text().contains("Write one summary of the whole document");
	}

	private Path document() throws IOException {
		return Files.writeString(this.folder.resolve("document.txt"),
				"Why is the sky blue, and not green? ".repeat(1300));
	}

}
