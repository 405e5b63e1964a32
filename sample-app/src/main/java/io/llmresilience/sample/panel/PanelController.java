package io.llmresilience.sample.panel;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Streams to the panel how everything stands, and calls as they end.
 */
@RestController
class PanelController {

	private final Snapshots snapshots;

	private final CallBoard board;

	private final Sinks.Empty<Void> closed = Sinks.empty();

	PanelController(Snapshots snapshots, CallBoard board) {
		this.snapshots = snapshots;
		this.board = board;
	}

	@GetMapping("/api/panel")
	ResponseEntity<Flux<ServerSentEvent<Object>>> panel() {
		Flux<Object> snapshots = this.snapshots.live();
		if (snapshots == null) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND,
					"The endpoint 'llm' is switched off; see management.endpoint.llm.access");
		}
		return ResponseEntity.ok()
			.contentType(MediaType.TEXT_EVENT_STREAM)
			.cacheControl(CacheControl.noStore())
			.body(events(snapshots));
	}

	private Flux<ServerSentEvent<Object>> events(Flux<Object> snapshots) {
		return Flux
			.merge(snapshots.map((snapshot) -> event("snapshot", snapshot)),
					this.board.calls().map((call) -> event("call", call)))
			.takeUntilOther(this.closed.asMono());
	}

	private static ServerSentEvent<Object> event(String name, Object data) {
		return ServerSentEvent.builder(data).event(name).build();
	}

	/**
	 * Lets the viewers go, as a graceful shutdown would wait for them.
	 */
	@EventListener(ContextClosedEvent.class)
	void close() {
		this.closed.tryEmitEmpty();
	}

}
