package io.llmresilience.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

import io.llmresilience.provider.HttpSettings;
import io.llmresilience.provider.KnownProxies;

/**
 * Makes one {@code WebClient} per provider, with a connection pool of its own. The pools'
 * event loops are ours too: the global ones end with whichever application context is
 * closed first.
 */
final class ProviderClients implements DisposableBean {

	private static final Duration SHUTDOWN_PATIENCE = Duration.ofSeconds(3);

	private final ObjectProvider<WebClient.Builder> builders;

	private final ClientHttpConnectorBuilder<?> connectors;

	private final HttpClientSettings clientSettings;

	private final HttpSettings settings;

	private final List<LlmWebClientCustomizer> customizers;

	private final boolean retries;

	private final Map<String, WebClient> clients = new ConcurrentHashMap<>();

	private final List<ConnectionProvider> pools = new ArrayList<>();

	private final LoopResources loops = LoopResources.create("llm-http");

	ProviderClients(ObjectProvider<WebClient.Builder> builders, ClientHttpConnectorBuilder<?> connectors,
			HttpClientSettings clientSettings, HttpSettings settings, List<LlmWebClientCustomizer> customizers,
			boolean retries) {
		this.builders = builders;
		this.connectors = connectors;
		this.clientSettings = clientSettings.withRedirects(HttpRedirects.DONT_FOLLOW);
		this.settings = settings;
		this.customizers = customizers;
		this.retries = retries;
	}

	WebClient get(Provider provider, Duration connectTimeout) {
		return this.clients.computeIfAbsent(provider.name(), (name) -> create(provider, connectTimeout));
	}

	private WebClient create(Provider provider, Duration connectTimeout) {
		WebClient.Builder builder = this.builders.getIfAvailable(WebClient::builder)
			.clientConnector(connector(provider.name(), connectTimeout))
			.baseUrl(provider.baseUrl())
			.defaultHeaders((headers) -> headers(headers, provider));
		if (this.retries) {
			builder.filter(new KnownProxies(provider.name()));
		}
		this.customizers.forEach((customizer) -> customizer.customize(provider.name(), builder));
		// Request details are the key, and an application may want to log those of its
		// own calls
		builder.codecs((codecs) -> codecs.defaultCodecs().enableLoggingRequestDetails(false));
		return builder.build();
	}

	private static void headers(HttpHeaders headers, Provider provider) {
		if (provider.apiKey() != null) {
			provider.dialect().authorize(headers, provider.apiKey());
		}
		provider.headers().forEach(headers::set);
	}

	private ClientHttpConnector connector(String name, Duration connectTimeout) {
		HttpClientSettings settings = this.clientSettings.withConnectTimeout(connectTimeout);
		if (this.connectors instanceof ReactorClientHttpConnectorBuilder reactor) {
			ConnectionProvider pool = pool(name, connectTimeout);
			return reactor.withHttpClientFactory(() -> HttpClient.create(pool))
				.withHttpClientCustomizer((client) -> client.runOn(this.loops))
				.build(settings);
		}
		return this.connectors.build(settings);
	}

	private ConnectionProvider pool(String name, Duration connectTimeout) {
		ConnectionProvider pool = ConnectionProvider.builder("llm-" + name)
			.maxConnections(this.settings.maxConnections())
			.pendingAcquireMaxCount(this.settings.maxPendingConnections())
			.pendingAcquireTimeout(connectTimeout)
			.maxIdleTime(this.settings.maxIdleTime())
			.evictInBackground(this.settings.maxIdleTime())
			.build();
		this.pools.add(pool);
		return pool;
	}

	@Override
	public void destroy() {
		this.pools.forEach(ConnectionProvider::dispose);
		this.loops.disposeLater(Duration.ZERO, SHUTDOWN_PATIENCE).subscribe();
	}

}
