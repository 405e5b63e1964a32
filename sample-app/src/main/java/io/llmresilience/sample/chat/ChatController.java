package io.llmresilience.sample.chat;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import io.llmresilience.ChatEvent;
import io.llmresilience.ChatRequest;
import io.llmresilience.ChatService;
import io.llmresilience.FailureKind;

/**
 * Answers chats, whole or as they are being written.
 */
@RestController
class ChatController {

	private final ChatService chat;

	private final ProblemFactory problems;

	ChatController(ChatService chat, ProblemFactory problems) {
		this.chat = chat;
		this.problems = problems;
	}

	@PostMapping("/api/chat")
	Mono<ChatAnswer> answer(@RequestBody ChatBody body) {
		return this.chat.send(body.toRequest()).map(ChatAnswer::of);
	}

	@PostMapping("/api/chat/stream")
	ResponseEntity<Flux<ServerSentEvent<Object>>> stream(@RequestBody ChatBody body) {
		ChatRequest request = body.toRequest();
		Flux<ServerSentEvent<Object>> events = Flux.defer(() -> this.chat.stream(request))
			.mapNotNull(ChatController::visible)
			.onErrorResume((failure) -> Mono.just(event("error", this.problems.ofStream(failure))));
		return ResponseEntity.ok()
			.contentType(MediaType.TEXT_EVENT_STREAM)
			.cacheControl(CacheControl.noStore())
			.body(events);
	}

	private static @Nullable ServerSentEvent<Object> visible(ChatEvent event) {
		if (event instanceof ChatEvent.TextDelta delta) {
			return event("delta", new Delta(delta.text()));
		}
		if (event instanceof ChatEvent.Restarted restarted) {
			return event("restarted", new Restart(restarted.reason()));
		}
		if (event instanceof ChatEvent.Completed completed) {
			return event("completed", ChatAnswer.of(completed.response()));
		}
		return null;
	}

	private static ServerSentEvent<Object> event(String name, Object data) {
		return ServerSentEvent.<Object>builder(data).event(name).build();
	}

	record Delta(String text) {

	}

	record Restart(FailureKind reason) {

	}

}
