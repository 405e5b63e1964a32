package io.llmresilience.test;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(20)
class ReplyFaultTests {

	private final LlmProviderSimulator simulator = LlmProviderSimulator.start();

	private final Calls calls = new Calls(this.simulator);

	@AfterEach
	void close() {
		this.simulator.close();
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void resetShouldSendRst(Dialect dialect) throws IOException {
		this.simulator.enqueue(Reply.reset());
		try (Socket socket = this.calls.socket(dialect, true)) {
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> Calls.readAll(socket))
				.withMessageContaining("reset");
		}
		assertThat(this.simulator.requests().get(0).ending()).isEqualTo(Ending.BROKEN_OFF);
	}

	@Test
	void closeBeforeHeadersShouldCloseCleanly() throws IOException {
		this.simulator.enqueue(Reply.closeBeforeHeaders());
		try (Socket socket = this.calls.socket(Dialect.OPENAI, true)) {
			assertThat(Calls.readAll(socket)).isEmpty();
		}
	}

	@Test
	void noHeadersShouldSendNothing() throws IOException {
		this.simulator.enqueue(Reply.noHeaders());
		try (Socket socket = this.calls.socket(Dialect.OPENAI, true)) {
			socket.setSoTimeout(100);
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> socket.getInputStream().read());
			assertThat(this.simulator.openExchanges()).isOne();
		}
		assertThat(this.simulator.awaitClosed(1, Duration.ofSeconds(1)).ending()).isEqualTo(Ending.CLIENT_CLOSED);
	}

	@ParameterizedTest
	@CsvSource({ "OPENAI, chunked", "ANTHROPIC, message_start" })
	void noFirstTokenShouldSendHeadersAndFallSilent(Dialect dialect, String lastWord) throws IOException {
		this.simulator.enqueue(Reply.noFirstToken());
		try (Socket socket = this.calls.socket(dialect, true)) {
			assertThat(Calls.readUntil(socket, lastWord)).startsWith("HTTP/1.1 200");
			socket.setSoTimeout(60);
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> Calls.readAll(socket));
		}
	}

	@ParameterizedTest
	@CsvSource({ "OPENAI, true, ': keep-alive'", "ANTHROPIC, true, 'event: ping'", "OPENAI, false, '\r\n1\r\n\n\r\n'" })
	void pingsOnlyShouldSendSignsOfLife(Dialect dialect, boolean streamed, String sign) throws IOException {
		this.simulator.enqueue(Reply.pingsOnly(Duration.ofMillis(10)));
		try (Socket socket = this.calls.socket(dialect, streamed)) {
			Calls.readUntil(socket, sign);
			Calls.readUntil(socket, sign);
			assertThat(Calls.readUntil(socket, sign)).doesNotContain("content");
		}
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void stallShouldFallSilentAfterTokens(Dialect dialect) throws IOException {
		this.simulator.enqueue(Reply.text("one two three").stallAfterTokens(2));
		try (Socket socket = this.calls.socket(dialect, true)) {
			Calls.readUntil(socket, "\" two\"");
			socket.setSoTimeout(60);
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> Calls.readAll(socket));
			assertThat(this.simulator.openExchanges()).isOne();
		}
		this.simulator.awaitOpenExchanges(0, Duration.ofSeconds(1));
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void cutShouldCloseWithoutTheTerminatingChunk(Dialect dialect) throws IOException {
		this.simulator.enqueue(Reply.text("one two three").cutAfterTokens(2));
		try (Socket socket = this.calls.socket(dialect, true)) {
			assertThat(Calls.readAll(socket)).contains("\" two\"").doesNotContain("three").doesNotContain("\r\n0\r\n");
		}
	}

	@Test
	void cutShouldBeAPrematureCloseForAClient() throws Exception {
		this.simulator.enqueue(Reply.text("one two three").cutAfterTokens(2));
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> Calls.send(this.calls.call(Dialect.OPENAI, true)));
	}

	@Test
	void resetAfterTokensShouldSendTheTokensAndThenRst() throws IOException {
		this.simulator.enqueue(Reply.text("one two three").resetAfterTokens(2));
		try (Socket socket = this.calls.socket(Dialect.OPENAI, true)) {
			assertThat(Calls.readUntil(socket, "\" two\"")).contains("\"one\"");
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> Calls.readAll(socket))
				.withMessageContaining("reset");
		}
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void endShouldFinishTheBodyWithoutAFinish(Dialect dialect) throws Exception {
		this.simulator.enqueue(Reply.text("one two three").endAfterTokens(2));
		HttpResponse<String> response = Calls.send(this.calls.call(dialect, true));
		assertThat(response.body()).contains("\" two\"")
			.doesNotContain("three")
			.doesNotContain("[DONE]")
			.doesNotContain("message_stop")
			.doesNotContain("\"stop\"");
	}

	@Test
	void errorEventShouldBeFirstWhenAfterNoToken() throws Exception {
		this.simulator.enqueue(Reply.text("one").errorEventAfterTokens(0, "overloaded_error"));
		HttpResponse<String> response = Calls.send(this.calls.call(Dialect.ANTHROPIC, true));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).startsWith("event: error\ndata: {\"type\":\"error\"")
			.contains("\"overloaded_error\"");
		assertThat(Calls.data(response.body())).hasSize(1);
	}

	@Test
	void errorEventShouldFollowTokensAndEndAnOpenAiStream() throws Exception {
		this.simulator.enqueue(Reply.text("one two").errorEventAfterTokens(1, "server_error"));
		HttpResponse<String> response = Calls.send(this.calls.call(Dialect.OPENAI, true));
		assertThat(Calls.data(response.body())).hasSize(4).last().isEqualTo("[DONE]");
		assertThat(Json.read(Calls.data(response.body()).get(2)).at("/error/type").stringValue())
			.isEqualTo("server_error");
	}

	@Test
	void errorEventShouldBeAStatusWhenWhole() throws Exception {
		this.simulator.enqueue(Reply.text("one").errorEventAfterTokens(0, "overloaded_error"));
		HttpResponse<String> response = Calls.send(this.calls.call(Dialect.ANTHROPIC, false));
		assertThat(response.statusCode()).isEqualTo(529);
		assertThat(Calls.json(response).at("/error/type").stringValue()).isEqualTo("overloaded_error");
	}

	@Test
	void badJsonShouldBreakOneEventAndGoOn() throws Exception {
		this.simulator.enqueue(Reply.text("one two").badJsonAfterTokens(1));
		HttpResponse<String> response = Calls.send(this.calls.call(Dialect.OPENAI, true));
		assertThat(Json.readOrMissing(Calls.data(response.body()).get(2)).isMissingNode()).isTrue();
		assertThat(response.body()).contains("\" two\"").endsWith("data: [DONE]\n\n");
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void badJsonShouldBreakAWholeBody(Dialect dialect) throws Exception {
		this.simulator.enqueue(Reply.badJson());
		HttpResponse<String> response = Calls.send(this.calls.call(dialect, false));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).startsWith("{");
		assertThat(Json.readOrMissing(response.body()).isMissingNode()).isTrue();
	}

	@Test
	void cutShouldBreakThePromiseOfLengthWhenWhole() throws IOException {
		this.simulator.enqueue(Reply.text("one two").cutAfterTokens(1));
		try (Socket socket = this.calls.socket(Dialect.OPENAI, false)) {
			String answer = Calls.readAll(socket);
			int promised = Integer.parseInt(answer.replaceAll("(?s).*content-length: (\\d+).*", "$1"));
			String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
			assertThat(body).startsWith("{\"id\"").hasSizeLessThan(promised);
		}
	}

	@Test
	void stallShouldSendPartOfTheBodyWhenWhole() throws Exception {
		this.simulator.enqueue(Reply.text("one two").stallAfterTokens(1));
		try (Socket socket = this.calls.socket(Dialect.OPENAI, false)) {
			Calls.readUntil(socket, "{\"id\"");
			socket.setSoTimeout(60);
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> Calls.readAll(socket));
		}
		this.simulator.awaitClosed(1, Duration.ofSeconds(1));
	}

	@Test
	void endShouldTruncateTheBodyProperlyWhenWhole() throws Exception {
		this.simulator.enqueue(Reply.text("one two").endAfterTokens(1));
		HttpResponse<String> response = Calls.send(this.calls.call(Dialect.OPENAI, false));
		assertThat(response.body()).startsWith("{");
		assertThat(Json.readOrMissing(response.body()).isMissingNode()).isTrue();
	}

	@Test
	void whenClientCancelsShouldNoticeWithin100Milliseconds() throws Exception {
		this.simulator.enqueue(Reply.text("one two three").tokensPerSecond(2));
		HttpResponse<InputStream> response = Calls.open(this.calls.call(Dialect.OPENAI, true));
		response.body().read();
		response.body().close();
		ReceivedRequest closed = this.simulator.awaitClosed(1, Duration.ofMillis(100));
		assertThat(closed.ending()).isEqualTo(Ending.CLIENT_CLOSED);
		assertThat(this.simulator.openExchanges()).isZero();
	}

	@Test
	void refusedConnectionsShouldBeRefusedAndComeBackOnTheSamePort() throws IOException {
		int port = this.simulator.port();
		this.simulator.refuseConnections();
		assertThatExceptionOfType(ConnectException.class)
			.isThrownBy(() -> this.calls.socket(Dialect.OPENAI, false).close());
		this.simulator.acceptConnections();
		assertThat(this.simulator.port()).isEqualTo(port);
		try (Socket socket = this.calls.socket(Dialect.OPENAI, false)) {
			assertThat(Calls.readUntil(socket, "\r\n")).startsWith("HTTP/1.1 200");
		}
	}

	@Test
	void refusingConnectionsShouldBreakOpenOnes() throws Exception {
		this.simulator.enqueue(Reply.noHeaders());
		try (Socket socket = this.calls.socket(Dialect.OPENAI, true)) {
			this.simulator.awaitArrivals(1, Duration.ofSeconds(1));
			this.simulator.refuseConnections();
			assertThat(Calls.readAll(socket)).isEmpty();
		}
		assertThat(this.simulator.requests().get(0).ending()).isEqualTo(Ending.BROKEN_OFF);
	}

}
