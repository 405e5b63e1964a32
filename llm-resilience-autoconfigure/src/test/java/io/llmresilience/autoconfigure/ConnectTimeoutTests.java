package io.llmresilience.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;

import io.llmresilience.ChatService;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException.Sent;
import io.llmresilience.ProviderException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A provider whose queue of connections is full: connecting to it takes for ever.
 */
class ConnectTimeoutTests {

	private final List<SocketChannel> queued = new ArrayList<>();

	private ServerSocket provider;

	@BeforeEach
	void fillQueue() throws IOException {
		this.provider = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
		for (int i = 0; i < 8; i++) {
			SocketChannel channel = SocketChannel.open();
			channel.configureBlocking(false);
			channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.provider.getLocalPort()));
			this.queued.add(channel);
		}
	}

	@AfterEach
	void close() throws IOException {
		for (SocketChannel channel : this.queued) {
			channel.close();
		}
		this.provider.close();
	}

	@Test
	void whenConnectingTakesTooLongShouldTryAgainAndSayThatNothingWasSent() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ReactiveHttpClientAutoConfiguration.class,
					WebClientAutoConfiguration.class, LlmResilienceAutoConfiguration.class))
			.withPropertyValues(
					"llm.resilience.providers.openai.base-url=http://127.0.0.1:" + this.provider.getLocalPort(),
					"llm.resilience.chat.routes=openai/gpt-6-luna", "llm.resilience.timeout.connect=200ms",
					"llm.resilience.retry.max-attempts=2", "llm.resilience.retry.initial-interval=1ms")
			.run((context) -> assertThatExceptionOfType(ProviderException.class)
				.isThrownBy(() -> context.getBean(ChatService.class).call("Why?"))
				.satisfies((failure) -> {
					assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
					assertThat(failure.sent()).isEqualTo(Sent.NO);
					assertThat(failure.trace().attempts()).hasSize(2)
						.allSatisfy((attempt) -> assertThat(attempt.duration()).isBetween(Duration.ofMillis(195),
								Duration.ofSeconds(2)));
				}));
	}

}
