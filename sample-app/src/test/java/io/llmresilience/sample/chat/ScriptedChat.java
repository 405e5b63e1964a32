package io.llmresilience.sample.chat;

import java.time.Duration;
import java.time.Instant;

import reactor.core.publisher.Flux;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatRequest;
import io.llmresilience.ChatService;

/**
 * A chain that plays what a test tells it and keeps what it was asked.
 */
@TestConfiguration(proxyBeanMethods = false)
@Import({ StrictJson.class, ProblemFactory.class })
class ScriptedChat {

	private volatile Flux<ChatEvent> script = Flux.error(new IllegalStateException("no script"));

	private volatile ChatRequest asked;

	@Bean
	ChatService chatService() {
		return ChatService.over((call) -> {
			this.asked = call.request();
			return this.script;
		}, (request, wire) -> new ChatCall(request, Instant.EPOCH, Instant.EPOCH.plus(Duration.ofMinutes(2)), wire,
				ChatCall.InterruptionMode.FAIL));
	}

	void play(ChatEvent... events) {
		this.script = Flux.just(events);
	}

	void play(Flux<ChatEvent> events) {
		this.script = events;
	}

	ChatRequest asked() {
		return this.asked;
	}

}
