package io.llmresilience.provider;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

import javax.net.ssl.SSLHandshakeException;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

import org.springframework.core.codec.CodecException;
import org.springframework.core.io.buffer.DataBufferLimitException;

import io.llmresilience.FailureKind;
import io.llmresilience.LlmException.Sent;

/**
 * What a failure below HTTP means.
 *
 * @param kind the kind
 * @param sent whether the request had been sent
 * @param shouldRetry {@code false} if trying again cannot help, else {@code null}
 * @param reason what happened, in our own words
 */
record TransportFailure(FailureKind kind, Sent sent, @Nullable Boolean shouldRetry, String reason) {

	private static final List<String> NO_CONNECTION_FREE = List.of("PoolAcquirePendingLimitException",
			"PoolAcquireTimeoutException");

	private static final List<String> TIMEOUTS = List.of("ReadTimeoutException", "WriteTimeoutException");

	private static final List<Rule> RULES = List.of(
			new Rule(TransportFailure::isMalformed, of(FailureKind.MALFORMED, Sent.YES, "unreadable answer")),
			new Rule((ex) -> isNamed(ex, NO_CONNECTION_FREE),
					of(FailureKind.CONNECTION, Sent.NO, "no connection free in the pool")),
			new Rule(TransportFailure::isConnectTimeout, of(FailureKind.TIMEOUT, Sent.NO, "connecting took too long")),
			new Rule((ex) -> isNamed(ex, List.of("DnsNameResolverTimeoutException")),
					of(FailureKind.CONNECTION, Sent.NO, "name server did not answer")),
			new Rule(TransportFailure::isUnknownHost, hopeless("unknown host")),
			new Rule(TransportFailure::isUntrusted, hopeless("TLS handshake or certificate refused")),
			new Rule(TransportFailure::isRefused, of(FailureKind.CONNECTION, Sent.NO, "no connection")),
			new Rule(SSLHandshakeException.class::isInstance,
					of(FailureKind.CONNECTION, Sent.NO, "connection lost in the TLS handshake")));

	/**
	 * Say what a failure means.
	 * @param failure the failure without its wrappers
	 * @param headersReceived whether the answer's head had arrived
	 * @return its meaning, never {@code null}
	 */
	static TransportFailure of(Throwable failure, boolean headersReceived) {
		for (Rule rule : RULES) {
			if (anyCause(failure, rule.condition)) {
				return rule.meaning;
			}
		}
		Sent sent = headersReceived ? Sent.YES : Sent.UNKNOWN;
		if (anyCause(failure, TransportFailure::isTimeout)) {
			return of(FailureKind.TIMEOUT, sent, "no answer in time");
		}
		if (anyCause(failure, IOException.class::isInstance)) {
			return headersReceived ? of(FailureKind.INTERRUPTED, sent, "connection lost during the answer")
					: of(FailureKind.CONNECTION, sent, "connection lost before the answer");
		}
		return of(FailureKind.UNKNOWN, sent, "unexpected failure");
	}

	private static TransportFailure of(FailureKind kind, Sent sent, String reason) {
		return new TransportFailure(kind, sent, null, reason);
	}

	private static TransportFailure hopeless(String reason) {
		return new TransportFailure(FailureKind.CONNECTION, Sent.NO, false, reason);
	}

	private static boolean anyCause(Throwable failure, Predicate<Throwable> condition) {
		Throwable current = failure;
		for (int depth = 0; current != null && depth < 16; depth++) {
			if (condition.test(current)) {
				return true;
			}
			current = current.getCause();
		}
		return false;
	}

	private static boolean isNamed(Throwable failure, List<String> names) {
		return names.contains(failure.getClass().getSimpleName());
	}

	private static boolean isMalformed(Throwable failure) {
		return failure instanceof EventTooLargeException || failure instanceof JacksonException
				|| failure instanceof CodecException || failure instanceof DataBufferLimitException;
	}

	private static boolean isConnectTimeout(Throwable failure) {
		return failure instanceof ConnectTimeoutException || failure instanceof SslHandshakeTimeoutException
				|| (failure instanceof ConnectException && says(failure, "timed out"));
	}

	private static boolean isUnknownHost(Throwable failure) {
		return failure instanceof UnknownHostException || failure instanceof UnresolvedAddressException;
	}

	private static boolean isUntrusted(Throwable failure) {
		return failure instanceof CertificateException || failure instanceof CertPathValidatorException
				|| (failure instanceof SSLHandshakeException && !says(failure, "closed")
						&& !says(failure, "terminated"));
	}

	private static boolean isRefused(Throwable failure) {
		return failure instanceof ConnectException || failure instanceof NoRouteToHostException;
	}

	private static boolean isTimeout(Throwable failure) {
		return failure instanceof TimeoutException || failure instanceof SocketTimeoutException
				|| isNamed(failure, TIMEOUTS);
	}

	private static boolean says(Throwable failure, String words) {
		String message = failure.getMessage();
		return message != null && message.toLowerCase(Locale.ROOT).contains(words);
	}

	private record Rule(Predicate<Throwable> condition, TransportFailure meaning) {

	}

}
