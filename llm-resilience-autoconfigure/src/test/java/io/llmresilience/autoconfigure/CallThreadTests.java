package io.llmresilience.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.llmresilience.ChatService;
import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.LlmSimulatorTest;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Waiting for an answer belongs on threads that may wait, and ends when they are
 * interrupted.
 */
@LlmSimulatorTest
class CallThreadTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmResilienceAutoConfiguration.class))
		.withPropertyValues("llm.resilience.chat.routes=openai/gpt-4o-mini",
				"llm.resilience.providers.openai.api-key=sk-simulator");

	@Test
	void whenCalledOnATimerThreadShouldRefuseToWait(LlmProviderSimulator simulator) {
		this.runner.withPropertyValues(baseUrl(simulator)).run((context) -> {
			ChatService chat = context.getBean(ChatService.class);
			Mono<?> call = Mono.fromCallable(() -> chat.call("Hi")).subscribeOn(Schedulers.parallel());
			assertThatIllegalStateException().isThrownBy(call::block)
				.withMessageMatching("call\\(\\) blocks, which thread 'parallel-\\d+' must not; "
						+ "use send\\(\\) or stream\\(\\) there");
			assertThat(simulator.arrivals()).isZero();
		});
	}

	@Test
	void whenCalledOnAnEventLoopShouldRefuseToWait(LlmProviderSimulator simulator) {
		this.runner.withPropertyValues(baseUrl(simulator)).run((context) -> {
			ChatService chat = context.getBean(ChatService.class);
			Mono<?> call = chat.send("Hi").map((answer) -> chat.call("And then?"));
			assertThatIllegalStateException().isThrownBy(call::block)
				.withMessageContaining("-http-")
				.withMessageContaining("use send() or stream() there");
			assertThat(simulator.arrivals()).isEqualTo(1);
		});
	}

	@Test
	void whenInterruptedShouldHangUpAndStayInterrupted(LlmProviderSimulator simulator) {
		simulator.always(Reply.noHeaders());
		this.runner.withPropertyValues(baseUrl(simulator)).run((context) -> {
			CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
			CompletableFuture<Throwable> failure = new CompletableFuture<>();
			Thread caller = new Thread(() -> {
				failure.complete(catchThrowable(() -> context.getBean(ChatService.class).call("Hi")));
				interrupted.complete(Thread.currentThread().isInterrupted());
			});
			caller.start();
			simulator.awaitArrivals(1, Duration.ofSeconds(10));
			caller.interrupt();
			assertThat(failure.get(5, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class)
				.hasMessage("Thread interrupted while waiting for an answer; the call is cancelled")
				.hasCauseInstanceOf(InterruptedException.class);
			assertThat(interrupted.get(5, TimeUnit.SECONDS)).isTrue();
			simulator.awaitClosed(1, Duration.ofSeconds(5));
		});
	}

	private static String baseUrl(LlmProviderSimulator simulator) {
		return "llm.resilience.providers.openai.base-url=" + simulator.openAiBaseUrl();
	}

}
