package io.llmresilience.wire;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;

import io.llmresilience.ChatCall.Wire;
import io.llmresilience.ChatRequest;
import io.llmresilience.ChatRequestBuilder;
import io.llmresilience.ChatService;
import io.llmresilience.autoconfigure.LlmResilienceAutoConfiguration;
import io.llmresilience.fallback.CoolDowns;
import io.llmresilience.ratelimit.RateLimiters;
import io.llmresilience.test.Dialect;
import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.Reply;

/**
 * A provider simulator and the auto-configured service that calls it over real sockets,
 * with the first class loading behind them.
 */
final class SimulatedChat implements AutoCloseable {

	static final String OPENAI = "openai/gpt-6-luna";

	static final String ANTHROPIC = "anthropic/claude-sonnet-5-5";

	private static final String PREFIX = "llm.resilience.";

	private final LlmProviderSimulator simulator = LlmProviderSimulator.start();

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private final ChatService service;

	private SimulatedChat(Consumer<GenericApplicationContext> beans, String... properties) {
		TestPropertyValues.of(connections())
			.and(Stream.of(properties).map(PREFIX::concat).toArray(String[]::new))
			.applyTo(this.context);
		this.context.registerBean(ReactorResourceFactory.class, SimulatedChat::ownThreads);
		beans.accept(this.context);
		this.context.register(ReactiveHttpClientAutoConfiguration.class, WebClientAutoConfiguration.class,
				LlmResilienceAutoConfiguration.class);
		this.context.refresh();
		this.service = this.context.getBean(ChatService.class);
		warmUp();
	}

	/**
	 * Start with properties below {@code llm.resilience}.
	 * @param properties such as {@code retry.max-attempts=1}
	 * @return the running pair
	 */
	static SimulatedChat start(String... properties) {
		return start((context) -> {
		}, properties);
	}

	/**
	 * Start with beans of an application.
	 * @param beans registers the beans
	 * @param properties such as {@code retry.max-attempts=1}
	 * @return the running pair
	 */
	static SimulatedChat start(Consumer<GenericApplicationContext> beans, String... properties) {
		return new SimulatedChat(beans, properties);
	}

	/**
	 * The event loops that applications share end with the first context that closes.
	 */
	static ReactorResourceFactory ownThreads() {
		ReactorResourceFactory threads = new ReactorResourceFactory();
		threads.setUseGlobalResources(false);
		threads.setShutdownQuietPeriod(Duration.ZERO);
		return threads;
	}

	private String[] connections() {
		return new String[] { PREFIX + "providers.openai.base-url=" + this.simulator.openAiBaseUrl(),
				PREFIX + "providers.openai.api-key=" + this.simulator.apiKey(),
				PREFIX + "providers.anthropic.base-url=" + this.simulator.anthropicBaseUrl(),
				PREFIX + "providers.anthropic.api-key=" + this.simulator.apiKey(),
				PREFIX + "chat.routes=" + OPENAI + "," + ANTHROPIC, PREFIX + "circuit-breaker.window=10000",
				PREFIX + "circuit-breaker.minimum-calls=10000", PREFIX + "observation.log-success=false",
				PREFIX + "observation.log-failure=false" };
	}

	private void warmUp() {
		for (String route : new String[] { OPENAI, ANTHROPIC }) {
			ask(route, Wire.WHOLE);
			ask(route, Wire.STREAMED);
		}
		this.simulator.reset();
	}

	/**
	 * Forget all that was, the provider's requests for quiet included.
	 */
	void reset() {
		this.simulator.reset();
		RateLimiters limiters = this.context.getBean(RateLimiters.class);
		limiters.snapshot().forEach((snapshot) -> limiters.resume(snapshot.name()));
		CoolDowns coolDowns = this.context.getBean(CoolDowns.class);
		coolDowns.snapshot().forEach((snapshot) -> coolDowns.clear(snapshot.name()));
	}

	ChatService service() {
		return this.service;
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	LlmProviderSimulator simulator() {
		return this.simulator;
	}

	Outcome ask(String route, Wire wire) {
		return ask(to(route).build(), wire);
	}

	Outcome ask(ChatRequest request, Wire wire) {
		return (wire == Wire.STREAMED) ? Outcome.of(this.service.stream(request))
				: Outcome.ofWhole(this.service.send(request));
	}

	/**
	 * Return the time between two arrivals.
	 * @param sequence the number of the first one
	 * @return the time to the next one
	 */
	Duration gapAfter(int sequence) {
		return Duration.between(this.simulator.requests().get(sequence - 1).arrivedAt(),
				this.simulator.requests().get(sequence).arrivedAt());
	}

	/**
	 * Let one provider give a reply whatever the script says.
	 */
	SimulatedChat with(Dialect dialect, Reply reply) {
		this.simulator.when((request) -> request.dialect() == dialect, reply);
		return this;
	}

	/**
	 * Return how many requests a provider has received.
	 */
	long arrivals(Dialect dialect) {
		return this.simulator.requests().stream().filter((request) -> request.dialect() == dialect).count();
	}

	static ChatRequestBuilder to(String route) {
		return ChatRequest.builder().user("Why is the sky blue?").route(route);
	}

	@Override
	public void close() {
		this.context.close();
		this.simulator.close();
	}

}
