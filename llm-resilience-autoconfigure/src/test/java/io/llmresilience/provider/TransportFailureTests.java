package io.llmresilience.provider;

import java.io.EOFException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.InstantSource;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.handler.timeout.ReadTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Exceptions;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.codec.DecodingException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.reactive.function.client.WebClientResponseException;

import io.llmresilience.FailureKind;
import io.llmresilience.LlmException.Sent;
import io.llmresilience.ProviderException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link TransportFailure} and {@link SafeCause} through
 * {@link ErrorTranslator#transport}.
 */
class TransportFailureTests {

	private static final HttpHeaders ARRIVED = new HttpHeaders();

	private final ErrorTranslator translator = new ErrorTranslator(Dialects.of("openai"), "openai/m",
			InstantSource.fixed(ErrorTable.NOW));

	@ParameterizedTest
	@MethodSource("beforeHeaders")
	void failureBeforeTheHeadShouldBe(Throwable failure, FailureKind kind, Sent sent, @Nullable Boolean shouldRetry) {
		assertMeaning(this.translator.transport(failure, null), kind, sent, shouldRetry);
		assertMeaning(this.translator.transport(inRequest(failure), null), kind, sent, shouldRetry);
	}

	static Stream<Arguments> beforeHeaders() {
		return Stream.of(
				arguments(new ConnectException("Connection refused: h/1.2.3.4:443"), FailureKind.CONNECTION, Sent.NO,
						null),
				arguments(new NoRouteToHostException("No route"), FailureKind.CONNECTION, Sent.NO, null),
				arguments(new ConnectException("Operation timed out"), FailureKind.TIMEOUT, Sent.NO, null),
				arguments(new ConnectTimeoutException("connection timed out after 5000 ms"), FailureKind.TIMEOUT,
						Sent.NO, null),
				arguments(new SslHandshakeTimeoutException("handshake timed out"), FailureKind.TIMEOUT, Sent.NO, null),
				arguments(new UnknownHostException("nowhere.invalid"), FailureKind.CONNECTION, Sent.NO, false),
				arguments(new SSLHandshakeException("PKIX path building failed"), FailureKind.CONNECTION, Sent.NO,
						false),
				arguments(new SSLException("x", new CertificateException("expired")), FailureKind.CONNECTION, Sent.NO,
						false),
				arguments(new DecoderException(new SSLHandshakeException("bad_certificate")), FailureKind.CONNECTION,
						Sent.NO, false),
				arguments(new SSLHandshakeException("Connection closed while SSL/TLS handshake was in progress"),
						FailureKind.CONNECTION, Sent.NO, null),
				arguments(new SocketException("Connection reset"), FailureKind.CONNECTION, Sent.UNKNOWN, null),
				arguments(new EOFException(), FailureKind.CONNECTION, Sent.UNKNOWN, null),
				arguments(ReadTimeoutException.INSTANCE, FailureKind.TIMEOUT, Sent.UNKNOWN, null),
				arguments(new SocketTimeoutException(), FailureKind.TIMEOUT, Sent.UNKNOWN, null),
				arguments(new TimeoutException(), FailureKind.TIMEOUT, Sent.UNKNOWN, null),
				arguments(new PoolAcquirePendingLimitException(), FailureKind.CONNECTION, Sent.NO, null),
				arguments(new PoolAcquireTimeoutException(), FailureKind.CONNECTION, Sent.NO, null),
				arguments(new IllegalStateException("x"), FailureKind.UNKNOWN, Sent.UNKNOWN, null));
	}

	@ParameterizedTest
	@MethodSource("afterHeaders")
	void failureAfterTheHeadShouldBe(Throwable failure, FailureKind kind) {
		assertMeaning(this.translator.transport(failure, ARRIVED), kind, Sent.YES, null);
		assertMeaning(this.translator.transport(inResponse(failure), ARRIVED), kind, Sent.YES, null);
	}

	static Stream<Arguments> afterHeaders() {
		return Stream.of(
				arguments(new IOException("Connection prematurely closed DURING response"), FailureKind.INTERRUPTED),
				arguments(new SocketException("Connection reset"), FailureKind.INTERRUPTED),
				arguments(ReadTimeoutException.INSTANCE, FailureKind.TIMEOUT),
				arguments(new DataBufferLimitException("Exceeded limit on max bytes to buffer : 262144"),
						FailureKind.MALFORMED),
				arguments(new EventTooLargeException(8), FailureKind.MALFORMED),
				arguments(new DecodingException("JSON decoding error: CANARY-7f3a"), FailureKind.MALFORMED),
				arguments(catchThrowable(() -> new JsonMapper().readTree("{CANARY-7f3a")), FailureKind.MALFORMED),
				arguments(new NullPointerException("CANARY-7f3a"), FailureKind.UNKNOWN));
	}

	@ParameterizedTest
	@MethodSource("afterHeaders")
	void nothingOfTheContentShouldBePrinted(Throwable failure, FailureKind kind) {
		assertThat(printed(this.translator.transport(inResponse(failure), ARRIVED))).doesNotContain("CANARY")
			.doesNotContain("Bearer");
	}

	@Test
	void headersOfTheRequestShouldNotBePrinted() {
		ProviderException failure = this.translator.transport(inRequest(new SocketException("Connection reset")), null);
		assertThat(printed(failure)).doesNotContain("Bearer").doesNotContain("https://");
	}

	@Test
	void networkFailureShouldBeKeptAsTheCause() {
		SocketException reset = new SocketException("Connection reset");
		assertThat(this.translator.transport(Exceptions.propagate(inRequest(reset)), null)).hasCause(reset);
		assertThat(this.translator.transport(inRequest(reset), null).getCause()).isSameAs(reset);
	}

	@Test
	void otherFailureShouldLeaveItsTypeAndItsStackTrace() {
		NullPointerException failure = new NullPointerException("CANARY-7f3a");
		Throwable cause = this.translator.transport(failure, ARRIVED).getCause();
		assertThat(cause).hasMessage("java.lang.NullPointerException (message withheld)");
		assertThat(cause.getStackTrace()).isEqualTo(failure.getStackTrace());
	}

	@Test
	void networkFailureThatCarriesSomethingElseShouldNotBeKept() {
		IOException caused = new IOException("x", new IllegalStateException("CANARY-7f3a"));
		IOException suppressing = new IOException("x");
		suppressing.addSuppressed(new IllegalStateException("CANARY-7f3a"));
		assertThat(printed(this.translator.transport(caused, ARRIVED))).doesNotContain("CANARY");
		assertThat(printed(this.translator.transport(suppressing, ARRIVED))).doesNotContain("CANARY");
	}

	@Test
	void causesInACircleShouldEnd() {
		IOException one = new IOException("one");
		IOException two = new IOException("two", one);
		one.initCause(two);
		assertThat(this.translator.transport(one, null).kind()).isEqualTo(FailureKind.CONNECTION);
	}

	private static void assertMeaning(ProviderException failure, FailureKind kind, Sent sent,
			@Nullable Boolean shouldRetry) {
		assertThat(failure.kind()).isEqualTo(kind);
		assertThat(failure.sent()).isEqualTo(sent);
		assertThat(failure.shouldRetry()).isEqualTo(shouldRetry);
		assertThat(failure.status()).isNull();
	}

	private static WebClientRequestException inRequest(Throwable failure) {
		HttpHeaders headers = new HttpHeaders();
		headers.setBearerAuth("CANARY-7f3a");
		return new WebClientRequestException(failure, HttpMethod.POST, URI.create("https://h/v1"), headers);
	}

	private static WebClientResponseException inResponse(Throwable failure) {
		WebClientResponseException wrapper = WebClientResponseException.create(200, "OK", new HttpHeaders(),
				"CANARY-7f3a".getBytes(StandardCharsets.UTF_8), null);
		wrapper.initCause(failure);
		return wrapper;
	}

	private static String printed(Throwable failure) {
		StringWriter printed = new StringWriter();
		failure.printStackTrace(new PrintWriter(printed));
		return printed.toString();
	}

	/**
	 * Has the name of the pool's own exception, whose package is not ours to name.
	 */
	static class PoolAcquirePendingLimitException extends RuntimeException {

	}

	/**
	 * Has the name of the pool's own exception, whose package is not ours to name.
	 */
	static class PoolAcquireTimeoutException extends TimeoutException {

	}

}
