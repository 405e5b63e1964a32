package io.llmresilience.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.ApplicationContext;

import io.llmresilience.ChatService;
import io.llmresilience.FailureKind;
import io.llmresilience.ProviderException;
import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.LlmSimulatorTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * How connections to providers are made: Boot's settings where they are about the
 * network, ours where they are about a provider.
 */
@LlmSimulatorTest
class ProviderConnectionTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(HttpClientAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class,
						WebClientAutoConfiguration.class, LlmResilienceAutoConfiguration.class))
		.withPropertyValues("llm.resilience.chat.routes=openai/gpt-4o-mini",
				"llm.resilience.providers.openai.api-key=sk-simulator", "llm.resilience.retry.max-attempts=1");

	@Test
	void whenUserHasAConnectorBuilderShouldUseItWithBootsSettingsAndOurConnectTimeout(LlmProviderSimulator simulator) {
		List<HttpClientSettings> used = new CopyOnWriteArrayList<>();
		ClientHttpConnectorBuilder<?> own = (settings) -> {
			used.add(settings);
			return ClientHttpConnectorBuilder.reactor().build(settings);
		};
		this.runner.withBean("own", ClientHttpConnectorBuilder.class, () -> own)
			.withPropertyValues("spring.http.clients.connect-timeout=55s", "spring.http.clients.read-timeout=44s",
					"spring.http.clients.redirects=follow", "llm.resilience.timeout.connect=7s", openAi(simulator))
			.run((context) -> {
				context.getBean(ChatService.class).call("Hi");
				HttpClientSettings ofOpenAi = used.get(used.size() - 1);
				assertThat(ofOpenAi.connectTimeout()).isEqualTo(Duration.ofSeconds(7));
				assertThat(ofOpenAi.readTimeout()).isEqualTo(Duration.ofSeconds(44));
				assertThat(ofOpenAi.redirects()).isEqualTo(HttpRedirects.DONT_FOLLOW);
			});
	}

	@Test
	void whenSystemHasAProxyShouldCallThroughIt(LlmProviderSimulator simulator) throws Exception {
		try (ConnectProxy proxy = new ConnectProxy()) {
			this.runner.withPropertyValues(openAi(simulator))
				.withSystemProperties("http.proxyHost=127.0.0.1", "http.proxyPort=" + proxy.port(),
						"http.nonProxyHosts=nowhere.invalid")
				.run((context) -> assertThat(context.getBean(ChatService.class).call("Hi").text()).isNotEmpty());
			assertThat(proxy.targets()).containsExactly("127.0.0.1:" + simulator.port());
		}
	}

	@Test
	void whenBundleTrustsTheProviderShouldCallOverTls(@TempDir Path directory) throws Exception {
		TlsProvider provider = TlsProvider.start(directory);
		this.runner.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
			.withPropertyValues("llm.resilience.providers.openai.base-url=" + provider.url(),
					"spring.ssl.bundle.pem.internal.truststore.certificate=file:" + provider.certificate(),
					"spring.http.clients.ssl.bundle=internal")
			.run((context) -> assertThat(failure(context).kind()).isEqualTo(FailureKind.PERMISSION));
		this.runner
			.withPropertyValues("llm.resilience.providers.openai.base-url=" + provider.url(),
					"llm.resilience.retry.max-attempts=3")
			.run((context) -> {
				assertThat(failure(context).kind()).isEqualTo(FailureKind.CONNECTION);
				assertThat(failure(context).trace().attempts()).hasSize(1);
			});
		provider.close();
	}

	private static ProviderException failure(ApplicationContext context) {
		return catchThrowableOfType(ProviderException.class, () -> context.getBean(ChatService.class).call("Hi"));
	}

	@Test
	void whenProviderRedirectsShouldNotCarryTheKeyElsewhere() {
		List<String> strangers = new CopyOnWriteArrayList<>();
		DisposableServer stranger = server((request) -> strangers.add(request), 200, "");
		DisposableServer provider = server((request) -> {
		}, 307, "http://127.0.0.1:" + stranger.port() + "/");
		this.runner.withPropertyValues(openAi(provider.port())).run((context) -> {
			assertThatExceptionOfType(ProviderException.class)
				.isThrownBy(() -> context.getBean(ChatService.class).call("Hi"))
				.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(FailureKind.UNKNOWN))
				.satisfies((failure) -> assertThat(failure.status()).isEqualTo(307));
			assertThat(strangers).isEmpty();
		});
		provider.dispose();
		stranger.dispose();
	}

	@Test
	void whenContextClosesShouldCloseItsConnections() throws Exception {
		CountDownLatch opened = new CountDownLatch(1);
		CountDownLatch closed = new CountDownLatch(1);
		DisposableServer server = HttpServer.create().host("127.0.0.1").doOnConnection((connection) -> {
			opened.countDown();
			connection.onDispose(closed::countDown);
		}).handle((request, response) -> response.status(401).send()).bindNow();
		// Without Boot's own client resources, whose end would close connections too
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(LlmResilienceAutoConfiguration.class))
			.withPropertyValues("llm.resilience.chat.routes=openai/gpt-4o-mini",
					"llm.resilience.providers.openai.api-key=sk-simulator", openAi(server.port()))
			.run((context) -> {
				assertThatExceptionOfType(ProviderException.class)
					.isThrownBy(() -> context.getBean(ChatService.class).call("Hi"));
				assertThat(opened.getCount()).isZero();
				assertThat(closed.getCount()).isEqualTo(1);
			});
		assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
		server.dispose();
	}

	private static DisposableServer server(Consumer<String> log, int status, String location) {
		return HttpServer.create().host("127.0.0.1").handle((request, response) -> {
			log.accept(request.uri());
			return request.receive()
				.then(response.status(status).header("location", location).sendString(Mono.just("")).then());
		}).bindNow();
	}

	private static String openAi(LlmProviderSimulator simulator) {
		return openAi(simulator.port());
	}

	private static String openAi(int port) {
		return "llm.resilience.providers.openai.base-url=http://127.0.0.1:" + port + "/v1";
	}

}
