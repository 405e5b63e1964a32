package io.llmresilience.history;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A document of 50 MB is split with less memory than it has.
 */
class LargeDocumentTests {

	private static final int LENGTH = 50_000_000;

	@TempDir
	private static Path folder;

	private static String expected = "";

	private static Path document() {
		return folder.resolve("document.txt");
	}

	@BeforeAll
	static void writeDocument() throws IOException {
		CRC32 sum = new CRC32();
		int length = 0;
		try (Writer writer = Files.newBufferedWriter(document())) {
			for (int paragraph = 1; length < LENGTH; paragraph++) {
				String text = ("Why is the sky blue in " + paragraph + ", and not green? ").repeat(1 + paragraph % 50)
						+ "\n\n";
				writer.write(text);
				sum.update(text.getBytes(StandardCharsets.UTF_8));
				length += text.length();
			}
		}
		expected = length + " " + sum.getValue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "reader", "reactive" })
	void shouldBeSplitByCharactersInLittleMemory(String door) throws Exception {
		assertThat(split("characters", door)).isEqualTo(expected);
	}

	@Tag("load")
	@ParameterizedTest
	@ValueSource(strings = { "reader", "reactive" })
	void shouldBeSplitByTokensInLittleMemory(String door) throws Exception {
		assertThat(split("tokens", door)).isEqualTo(expected);
	}

	private static String split(String unit, String door) throws Exception {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx64m", "-cp", System.getProperty("java.class.path"), LargeDocument.class.getName(),
				document().toString(), unit, door)
			.redirectErrorStream(true)
			.start();
		try {
			return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
		}
		finally {
			process.destroy();
		}
	}

}
