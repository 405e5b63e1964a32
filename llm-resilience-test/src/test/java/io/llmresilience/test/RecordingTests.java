package io.llmresilience.test;

import java.net.Socket;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static io.llmresilience.test.SimulatorAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@LlmSimulatorTest
@Timeout(20)
class RecordingTests {

	private final LlmProviderSimulator simulator;

	private final Calls calls;

	RecordingTests(LlmProviderSimulator simulator) {
		this.simulator = simulator;
		this.calls = new Calls(simulator);
	}

	@Test
	void shouldRecordWhatArrived() throws Exception {
		Calls.send(this.calls.call(Dialect.OPENAI, true).header("X-Mine", "1"));
		ReceivedRequest request = this.simulator.requests().get(0);
		assertThat(request.sequence()).isOne();
		assertThat(request.method()).isEqualTo("POST");
		assertThat(request.path()).isEqualTo("/v1/chat/completions");
		assertThat(request.header("x-mINE")).isEqualTo("1");
		assertThat(request.text()).startsWith("{\"model\"");
		assertThat(request.body().at("/messages/0/content").stringValue()).isEqualTo("Say hello");
		assertThat(request.ending()).isEqualTo(Ending.ANSWERED);
		assertThat(request.endedAfter()).isPositive();
	}

	@Test
	void textFormsShouldShowSizesOnly() throws Exception {
		Calls.send(this.calls.call(Dialect.OPENAI, true));
		assertThat(this.simulator.requests().get(0).toString()).contains("characters")
			.doesNotContain("hello")
			.doesNotContain(this.simulator.apiKey());
		assertThat(this.simulator.toString()).contains("arrivals=1").doesNotContain(this.simulator.apiKey());
	}

	@Test
	void assertionsShouldReadFluently() throws Exception {
		assertThat(this.simulator).receivedNothing();
		Calls.send(this.calls.call(Dialect.ANTHROPIC, false));
		Calls.send(this.calls.call(Dialect.OPENAI, true));
		assertThat(this.simulator).received(2)
			.requests()
			.extracting(ReceivedRequest::streamed)
			.containsExactly(false, true);
		assertThat(this.simulator).receivedRequests(2).hasNoOpenExchanges();
		assertThat(this.simulator).request(1)
			.hasDialect(Dialect.ANTHROPIC)
			.isNotStreamed()
			.hasField("/max_tokens", 100);
		assertThat(this.simulator).lastRequest()
			.hasModel("gpt-4o-mini")
			.isStreamed()
			.hasHeader("authorization", "Bearer sk-simulator")
			.hasHeader("content-type")
			.doesNotHaveHeader("x-api-key")
			.hasField("/messages/0/role", "user")
			.doesNotHaveField("/max_tokens")
			.ended(Ending.ANSWERED)
			.endedWithin(Duration.ofSeconds(5));
	}

	@Test
	void assertionsShouldFailWithoutShowingContent() throws Exception {
		Calls.send(this.calls.call(Dialect.OPENAI, true));
		List<Runnable> wrong = List.of(() -> assertThat(this.simulator).receivedNothing(),
				() -> assertThat(this.simulator).received(2), () -> assertThat(this.simulator).request(2),
				() -> assertThat(this.simulator).lastRequest().hasModel("gpt-5"),
				() -> assertThat(this.simulator).lastRequest().isNotStreamed(),
				() -> assertThat(this.simulator).lastRequest().hasDialect(Dialect.ANTHROPIC),
				() -> assertThat(this.simulator).lastRequest().hasHeader("authorization", "x"),
				() -> assertThat(this.simulator).lastRequest().hasHeader("x-none"),
				() -> assertThat(this.simulator).lastRequest().doesNotHaveHeader("authorization"),
				() -> assertThat(this.simulator).lastRequest().hasField("/none"),
				() -> assertThat(this.simulator).lastRequest().hasField("/messages/0/content", "x"),
				() -> assertThat(this.simulator).lastRequest().doesNotHaveField("/messages"),
				() -> assertThat(this.simulator).lastRequest().ended(Ending.CLIENT_CLOSED),
				() -> assertThat(this.simulator).lastRequest().endedWithin(Duration.ZERO));
		assertThat(wrong)
			.allSatisfy((assertion) -> assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion::run)
				.satisfies((error) -> assertThat(error.getMessage()).doesNotContain("hello").doesNotContain("sk-")));
	}

	@Test
	void awaitClosedShouldFailWhenTheAnswerWasComplete() throws Exception {
		Calls.send(this.calls.call(Dialect.OPENAI, true));
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> this.simulator.awaitClosed(1, Duration.ofSeconds(5)))
			.withMessageContaining("ANSWERED");
	}

	@Test
	void awaitArrivalsShouldFailInTime() {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> this.simulator.awaitArrivals(1, Duration.ofMillis(10)))
			.withMessageContaining("there were 0");
	}

	@Test
	void resetShouldStartTheNumbersAnewAndKeepOpenExchanges() throws Exception {
		this.simulator.enqueue(Reply.noHeaders());
		try (Socket socket = this.calls.socket(Dialect.OPENAI, true)) {
			this.simulator.awaitArrivals(1, Duration.ofSeconds(1));
			assertThat(socket.isConnected()).isTrue();
			this.simulator.reset();
			assertThat(this.simulator.arrivals()).isZero();
			assertThat(this.simulator.openExchanges()).isOne();
		}
		this.simulator.awaitOpenExchanges(0, Duration.ofSeconds(1));
		Calls.send(this.calls.call(Dialect.OPENAI, true));
		assertThat(this.simulator.requests().get(0).sequence()).isOne();
	}

	@Test
	void whenRecordingIsOffShouldCountAllTheSame() throws Exception {
		try (LlmProviderSimulator silent = LlmProviderSimulator.builder().recordRequests(false).start()) {
			Calls.send(new Calls(silent).call(Dialect.OPENAI, true));
			assertThat(silent.requests()).isEmpty();
			assertThat(silent.arrivals()).isOne();
			assertThat(silent.openExchanges()).isZero();
		}
	}

	@Test
	void whenRecordingIsBoundedShouldKeepTheLast() throws Exception {
		try (LlmProviderSimulator bounded = LlmProviderSimulator.builder().recordRequests(2).start()) {
			for (int i = 0; i < 3; i++) {
				Calls.send(new Calls(bounded).call(Dialect.OPENAI, true));
			}
			assertThat(bounded.requests()).extracting(ReceivedRequest::sequence).containsExactly(2, 3);
		}
	}

}
