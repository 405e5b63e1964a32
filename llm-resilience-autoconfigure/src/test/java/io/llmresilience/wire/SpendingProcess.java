package io.llmresilience.wire;

import java.util.stream.Stream;

import reactor.core.publisher.Flux;

import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;

import io.llmresilience.ChatService;
import io.llmresilience.autoconfigure.LlmBudgetJdbcAutoConfiguration;
import io.llmresilience.autoconfigure.LlmResilienceAutoConfiguration;

/**
 * An application with budgets in a database. As a process of its own it spends until it
 * is killed.
 */
final class SpendingProcess {

	private static final int CALLERS = 32;

	private SpendingProcess() {
	}

	/**
	 * Call as long as there is money.
	 * @param properties of the application
	 */
	public static void main(String[] properties) {
		ChatService chat = start(properties).getBean(ChatService.class);
		Flux.range(0, CALLERS)
			.flatMap((caller) -> chat.send(SimulatedChat.to(SimulatedChat.OPENAI).maxTokens(100).build())
				.onErrorComplete()
				.repeat(), CALLERS)
			.blockLast();
	}

	static AnnotationConfigApplicationContext start(String... properties) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		TestPropertyValues.of(Stream.of(properties)).applyTo(context);
		context.registerBean(ReactorResourceFactory.class, SimulatedChat::ownThreads);
		context.register(ReactiveHttpClientAutoConfiguration.class, WebClientAutoConfiguration.class,
				DataSourceAutoConfiguration.class, LlmBudgetJdbcAutoConfiguration.class,
				LlmResilienceAutoConfiguration.class);
		context.refresh();
		return context;
	}

}
