package io.llmresilience.provider;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import reactor.netty.Connection;

import org.springframework.http.client.reactive.ClientHttpRequest;

/**
 * A request on its way, so that nothing stays open behind a caller who leaves. Where one
 * leaves after the head of a response has come and before its body is being read,
 * Spring's connector for Reactor Netty reads the body to its end, which a silent provider
 * never sends.
 */
final class OpenRequest {

	private static final Object CANCELLED = new Object();

	private final AtomicReference<@Nullable Object> connection = new AtomicReference<>();

	/**
	 * Take note of what the request is written to.
	 */
	void written(ClientHttpRequest request) {
		if (request.getNativeRequest() instanceof Connection connection
				&& !this.connection.compareAndSet(null, connection)) {
			close(connection);
		}
	}

	/**
	 * Close what the request was written to, unless it is used for another one already.
	 */
	void cancel() {
		if (this.connection.getAndSet(CANCELLED) instanceof Connection connection) {
			close(connection);
		}
	}

	/**
	 * On its own thread, since only there it is sure whose connection it is.
	 */
	private static void close(Connection connection) {
		connection.channel().eventLoop().execute(connection::dispose);
	}

}
