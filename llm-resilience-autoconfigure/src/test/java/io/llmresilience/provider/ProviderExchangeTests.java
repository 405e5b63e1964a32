package io.llmresilience.provider;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.publisher.TestPublisher;
import reactor.test.publisher.TestPublisher.Violation;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;

import io.llmresilience.ChatCall;
import io.llmresilience.TestCalls;
import io.llmresilience.model.ModelCatalog;
import io.llmresilience.provider.openai.OpenAiDialect;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProviderExchange}.
 */
class ProviderExchangeTests {

	private final List<Throwable> dropped = new ArrayList<>();

	private final TestPublisher<DataBuffer> body = TestPublisher.createNoncompliant(Violation.CLEANUP_ON_TERMINATE);

	@BeforeEach
	void watch() {
		Hooks.onErrorDropped(this.dropped::add);
	}

	@AfterEach
	void reset() {
		Hooks.resetOnErrorDropped();
	}

	@ParameterizedTest
	@MethodSource("calls")
	void whenBodyFailsAfterTheCallerLeftShouldNotReportAnError(ChatCall call) {
		Disposable caller = exchange(call.streamed() ? MediaType.TEXT_EVENT_STREAM : MediaType.APPLICATION_JSON)
			.exchange(call)
			.subscribe();
		caller.dispose();
		this.body.error(new IllegalStateException("released already"));
		assertThat(this.dropped).isEmpty();
	}

	static List<ChatCall> calls() {
		return List.of(TestCalls.whole(), TestCalls.streamed());
	}

	private ProviderExchange exchange(MediaType type) {
		WebClient client = WebClient.builder()
			.baseUrl("http://localhost")
			.exchangeFunction((request) -> Mono.just(ClientResponse.create(HttpStatus.OK)
				.header("content-type", type.toString())
				.body(this.body.flux())
				.build()))
			.build();
		DataSize size = DataSize.ofKilobytes(64);
		return new ProviderExchange(client, new OpenAiDialect(), ModelCatalog.builtIn().find(TestCalls.ROUTE),
				new HttpSettings(1, 1, Duration.ofSeconds(1), size, size, size), InstantSource.system(),
				Schedulers.parallel());
	}

}
