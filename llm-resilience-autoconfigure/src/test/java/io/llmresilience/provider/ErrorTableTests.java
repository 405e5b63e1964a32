package io.llmresilience.provider;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.llmresilience.FailureKind;
import io.llmresilience.ProviderException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests every row of {@link ErrorTable} over the code that reads the real thing.
 */
class ErrorTableTests {

	@ParameterizedTest
	@MethodSource("rows")
	void rowShouldHaveItsKind(ErrorRow row) {
		assertThat(translate(row).kind()).isEqualTo(row.kind());
	}

	@ParameterizedTest
	@MethodSource("rows")
	void rowShouldHaveItsHintAndNoOther(ErrorRow row) {
		assertThat(translate(row).retryAfter()).isEqualTo(row.hint());
	}

	@ParameterizedTest
	@MethodSource("rows")
	void nothingOfTheBodyShouldBePrinted(ErrorRow row) {
		ProviderException failure = translate(row);
		StringWriter printed = new StringWriter();
		failure.printStackTrace(new PrintWriter(printed));
		assertThat(printed.toString()).doesNotContain(ErrorRow.CANARY);
		assertThat(failure.toString() + failure.providerCode() + failure.requestId()).doesNotContain(ErrorRow.CANARY);
		assertThat(failure.getCause()).isNull();
	}

	@Test
	void namesShouldBeUniqueSoThatAFailureNamesItsRow() {
		assertThat(ErrorTable.kinds()).extracting(ErrorRow::name).doesNotHaveDuplicates();
	}

	@Test
	void tableShouldCoverEveryKindThatAProviderCanSay() {
		assertThat(ErrorTable.rows()).extracting(ErrorRow::kind)
			.contains(FailureKind.AUTHENTICATION, FailureKind.PERMISSION, FailureKind.QUOTA_EXHAUSTED,
					FailureKind.RATE_LIMITED, FailureKind.REQUEST_TOO_LARGE, FailureKind.MODEL_NOT_FOUND,
					FailureKind.CONTEXT_WINDOW_EXCEEDED, FailureKind.CONTENT_FILTERED, FailureKind.INVALID_REQUEST,
					FailureKind.SERVER_ERROR, FailureKind.OVERLOADED, FailureKind.TIMEOUT, FailureKind.MALFORMED,
					FailureKind.UNKNOWN);
	}

	static List<ErrorRow> rows() {
		return ErrorTable.rows();
	}

	private static ProviderException translate(ErrorRow row) {
		ErrorTranslator translator = new ErrorTranslator(Dialects.of(row.dialect()), row.dialect() + "/m",
				InstantSource.fixed(ErrorTable.NOW));
		byte[] body = row.body().getBytes(StandardCharsets.UTF_8);
		return row.streamed() ? translator.event(firstEvent(body), row.httpHeaders())
				: translator.http(row.status(), row.httpHeaders(), body);
	}

	private static ProviderError firstEvent(byte[] body) {
		List<String> events = new ArrayList<>();
		new SseParser(1 << 20).feed(body, 0, body.length,
				(name, data, offset, length) -> events.add(new String(data, offset, length, StandardCharsets.UTF_8)));
		return new ProviderError(200, events.get(0), ErrorBody.json(events.get(0)));
	}

}
