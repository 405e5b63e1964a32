package io.llmresilience.wire;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.llmresilience.ChatCall.Wire;
import io.llmresilience.ProviderException;
import io.llmresilience.provider.ErrorRow;
import io.llmresilience.provider.ErrorTable;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every row of {@link ErrorTable} as a server sends it.
 */
class ErrorRowsOnWireTests {

	private static final String NOW = DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC)
		.format(ErrorTable.NOW);

	private static final SimulatedChat chat = SimulatedChat.start("retry.max-attempts=1");

	@BeforeEach
	void reset() {
		chat.reset();
	}

	@AfterAll
	static void close() {
		chat.close();
	}

	@ParameterizedTest
	@MethodSource("streamedRows")
	void streamedCallShouldFailAsTheRowSays(ErrorRow row) {
		assertFails(row, Wire.STREAMED);
	}

	@ParameterizedTest
	@MethodSource("wholeRows")
	void wholeCallShouldFailAsTheRowSays(ErrorRow row) {
		assertFails(row, Wire.WHOLE);
	}

	/**
	 * Without words in plain text under status 200, which a stream does not look for, and
	 * without an event of another API, which the chat dialect passes over.
	 */
	static List<ErrorRow> streamedRows() {
		return rows().filter((row) -> row.status() != 200 || !"text/plain".equals(row.contentType()))
			.filter((row) -> !row.name().equals("OpenAI stream: failed response"))
			.toList();
	}

	static List<ErrorRow> wholeRows() {
		return rows().filter((row) -> !row.streamed()).toList();
	}

	/**
	 * Without the row whose hint depends on the client's clock, which is not ours to set,
	 * and without the header that no server can send.
	 */
	private static Stream<ErrorRow> rows() {
		return ErrorTable.rows()
			.stream()
			.filter((row) -> !"soon".equals(row.httpHeaders().getFirst("Date")))
			.filter((row) -> !row.name().equals("retry-after:  7 "));
	}

	private static void assertFails(ErrorRow row, Wire wire) {
		chat.simulator().always(reply(row));
		String route = row.dialect().equals("openai") ? SimulatedChat.OPENAI : SimulatedChat.ANTHROPIC;
		ProviderException problem = chat.ask(route, wire).providerProblem();
		assertThat(problem.kind()).as("%s", row).isEqualTo(row.kind());
		assertThat(problem.retryAfter()).isEqualTo(row.hint());
		assertThat(problem.status()).isEqualTo(row.status());
		assertThat(printed(problem)).doesNotContain("CANARY");
	}

	private static Reply reply(ErrorRow row) {
		Reply reply = Reply.raw(row.status(), Map.of(), row.body().getBytes(StandardCharsets.UTF_8));
		if (row.contentType() != null) {
			reply = reply.contentType(row.contentType());
		}
		for (Map.Entry<String, String> header : row.headers()) {
			reply = reply.header(header.getKey(), header.getValue());
		}
		return (row.httpHeaders().getFirst("Date") != null) ? reply : reply.header("date", NOW);
	}

	private static String printed(ProviderException problem) {
		StringWriter printed = new StringWriter();
		problem.printStackTrace(new PrintWriter(printed));
		return printed + problem.toString() + problem.providerCode() + problem.requestId() + problem.partialText();
	}

}
