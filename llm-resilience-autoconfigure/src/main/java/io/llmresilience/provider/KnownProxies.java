package io.llmresilience.provider;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;

/**
 * Warns once if a provider is called through a proxy that is known to try failed calls
 * again, since attempts then multiply. Looks at responses until the first one that
 * succeeds.
 */
public final class KnownProxies implements ExchangeFilterFunction {

	private static final Logger logger = LoggerFactory.getLogger(KnownProxies.class);

	/** By what the names of their response headers begin with. */
	private static final Map<String, String> NAMES = Map.of("x-litellm-", "LiteLLM", "x-portkey-", "Portkey", "cf-aig-",
			"Cloudflare AI Gateway", "ngrok-aig-", "ngrok AI Gateway");

	private final String provider;

	private final AtomicBoolean done = new AtomicBoolean();

	/**
	 * Create the filter of one provider's client.
	 * @param provider the provider
	 */
	public KnownProxies(String provider) {
		this.provider = Objects.requireNonNull(provider, "'provider' must not be null");
	}

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		return this.done.get() ? next.exchange(request) : next.exchange(request).doOnNext(this::look);
	}

	private void look(ClientResponse response) {
		String header = find(response.headers().asHttpHeaders());
		boolean over = header != null || response.statusCode().is2xxSuccessful();
		if (over && this.done.compareAndSet(false, true) && header != null) {
			logger.warn("Provider '{}' is called through {} (response header '{}'), which may try failed calls again, "
					+ "so attempts multiply. Let one side do it: set 'llm.resilience.retry.max-attempts' to 1, or "
					+ "switch the retries off there", this.provider, nameOf(header), header);
		}
	}

	private static @Nullable String find(HttpHeaders headers) {
		for (String header : headers.headerNames()) {
			if (nameOf(header) != null) {
				return header.toLowerCase(Locale.ROOT);
			}
		}
		return null;
	}

	private static @Nullable String nameOf(String header) {
		String name = header.toLowerCase(Locale.ROOT);
		for (Map.Entry<String, String> proxy : NAMES.entrySet()) {
			if (name.startsWith(proxy.getKey())) {
				return proxy.getValue();
			}
		}
		return null;
	}

}
