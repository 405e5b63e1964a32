package io.llmresilience.wire;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.netty.channel.ChannelId;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.http.client.autoconfigure.reactive.ClientHttpConnectorBuilderCustomizer;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.context.support.GenericApplicationContext;

import io.llmresilience.ChatCall.Wire;
import io.llmresilience.ChatEvent;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;
import io.llmresilience.LlmException.Sent;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of connections, one after the other and by the thousand.
 */
class ConnectionReuseTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final Set<ChannelId> connections = ConcurrentHashMap.newKeySet();

	/**
	 * The client learns of the answer's end a moment before the connection is back in the
	 * pool, so a quick caller may need another one.
	 */
	@Test
	void callsOneAfterTheOtherShouldShareConnections() {
		try (SimulatedChat chat = SimulatedChat.start(this::countConnections)) {
			for (int call = 0; call < 25; call++) {
				chat.ask(SimulatedChat.OPENAI, Wire.STREAMED).response();
				chat.ask(SimulatedChat.OPENAI, Wire.WHOLE).response();
				chat.ask(SimulatedChat.ANTHROPIC, Wire.STREAMED).response();
				chat.ask(SimulatedChat.ANTHROPIC, Wire.WHOLE).response();
			}
			assertThat(this.connections).hasSizeLessThan(10);
		}
	}

	@Test
	void refusalsShouldNotCostTheConnection() {
		try (SimulatedChat chat = SimulatedChat.start(this::countConnections, "retry.max-attempts=1")) {
			for (int call = 0; call < 50; call++) {
				chat.simulator().enqueue(Reply.status(400), Reply.rateLimited());
				chat.ask(SimulatedChat.OPENAI, Wire.STREAMED).problem();
				chat.ask(SimulatedChat.OPENAI, Wire.WHOLE).problem();
			}
			assertThat(this.connections).hasSizeLessThan(10);
		}
	}

	private void countConnections(GenericApplicationContext context) {
		ClientHttpConnectorBuilderCustomizer<ReactorClientHttpConnectorBuilder> customizer = (builder) -> builder
			.withHttpClientCustomizer(
					(client) -> client.doOnConnected((connection) -> this.connections.add(connection.channel().id())));
		context.registerBean(ClientHttpConnectorBuilderCustomizer.class, () -> customizer);
	}

	@Test
	void twoThousandStreamsShouldBeServedAtTheSameTime() {
		int streams = 2000;
		try (SimulatedChat chat = SimulatedChat.start("timeout.idle=60s", "retry.max-attempts=1")) {
			chat.simulator().always(Reply.text("one two").stallAfterTokens(1));
			List<Throwable> failures = new CopyOnWriteArrayList<>();
			Disposable calls = Flux.range(0, streams)
				.flatMap((call) -> chat.service().stream("Why?").filter(ChatEvent::isContent), streams)
				.subscribe((token) -> {
				}, failures::add);
			chat.simulator().awaitOpenExchanges(streams, PATIENCE);
			assertThat(failures).isEmpty();
			calls.dispose();
			chat.simulator().awaitOpenExchanges(0, PATIENCE);
			assertThat(chat.simulator().arrivals()).isEqualTo(streams);
		}
	}

	@Test
	void whenMoreCallsComeThanMayWaitTheyShouldFailInsteadOfHanging() {
		try (SimulatedChat chat = SimulatedChat.start("retry.max-attempts=1", "http.max-connections=2",
				"http.max-pending-connections=3", "timeout.connect=300ms", "chat.timeout=1s",
				"chat.routes=" + SimulatedChat.OPENAI)) {
			chat.simulator().always(Reply.noHeaders());
			List<LlmException> failures = Flux.range(0, 10)
				.flatMap((call) -> chat.service()
					.send("Why?")
					.then(Mono.<LlmException>empty())
					.onErrorResume(LlmException.class, Mono::just))
				.collectList()
				.block(PATIENCE);
			assertThat(failures).filteredOn((failure) -> failure.kind() == FailureKind.CONNECTION)
				.hasSize(8)
				.allMatch((failure) -> failure.sent() == Sent.NO && failure.retryable());
			assertThat(failures).filteredOn((failure) -> failure.kind() == FailureKind.DEADLINE).hasSize(2);
			assertThat(chat.simulator().arrivals()).isEqualTo(2);
		}
	}

}
