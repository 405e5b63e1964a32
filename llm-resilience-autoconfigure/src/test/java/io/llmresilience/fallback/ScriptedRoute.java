package io.llmresilience.fallback;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

import reactor.core.publisher.Flux;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatResponse;
import io.llmresilience.Content;
import io.llmresilience.FailureKind;
import io.llmresilience.FinishReason;
import io.llmresilience.Message;
import io.llmresilience.ProviderException;
import io.llmresilience.Route;
import io.llmresilience.Usage;
import io.llmresilience.model.ModelFit;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.ModelSpec.Quirk;

/**
 * A route that plays what a test tells it and keeps what it was asked. Without a script
 * it answers.
 */
final class ScriptedRoute implements Route {

	private final String name;

	private final Deque<Flux<ChatEvent>> script = new ArrayDeque<>();

	private final List<ChatCall> calls = new ArrayList<>();

	private ModelSpec model;

	private Availability availability = Availability.READY;

	private int cancelled;

	ScriptedRoute(String name) {
		this.name = name;
		this.model = new ModelSpec(name, true, 100_000, 1000, Set.of());
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public Availability availability() {
		return this.availability;
	}

	@Override
	public Flux<ChatEvent> exchange(ChatCall call) {
		return Flux.defer(() -> {
			this.calls.add(call);
			return this.script.isEmpty() ? Flux.just(completed()) : this.script.remove();
		}).doOnCancel(() -> this.cancelled++);
	}

	ScriptedRoute answers(Flux<ChatEvent> answer) {
		this.script.add(answer);
		return this;
	}

	ScriptedRoute fails(FailureKind... kinds) {
		for (FailureKind kind : kinds) {
			answers(Flux.error(() -> failure(kind).build()));
		}
		return this;
	}

	ScriptedRoute standing(Availability availability) {
		this.availability = availability;
		return this;
	}

	ScriptedRoute window(int contextWindow) {
		this.model = new ModelSpec(this.name, true, contextWindow, 10, this.model.quirks());
		return this;
	}

	ScriptedRoute quirks(Quirk... quirks) {
		this.model = new ModelSpec(this.name, true, this.model.contextWindow(), 10, Set.of(quirks));
		return this;
	}

	ProviderException.Builder failure(FailureKind kind) {
		return ProviderException.of(kind, this.name);
	}

	ChatEvent completed() {
		return new ChatEvent.Completed(ChatResponse.of(
				new Message.Assistant(List.of(new Content.Text("from " + this.name))), FinishReason.STOP, "stop",
				Usage.UNKNOWN, new ChatResponse.Origin(this.name, this.name, "req_1")));
	}

	ModelRoute modelRoute() {
		return new ModelRoute(this, new ModelFit(this.model));
	}

	List<ChatCall> calls() {
		return this.calls;
	}

	int asked() {
		return this.calls.size();
	}

	int cancelled() {
		return this.cancelled;
	}

}
