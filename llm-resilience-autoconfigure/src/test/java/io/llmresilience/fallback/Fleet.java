package io.llmresilience.fallback;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatCall.InterruptionMode;
import io.llmresilience.ChatCall.Wire;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatEvent.Note;
import io.llmresilience.ChatRequest;
import io.llmresilience.LlmException;
import io.llmresilience.TestCalls;
import io.llmresilience.WatchedTimer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Scripted routes under one roof, with virtual time, and what came of the last call.
 */
final class Fleet {

	static final FallbackSettings SETTINGS = settings(List.of(), List.of());

	private final WatchedTimer timer = new WatchedTimer();

	private final Map<String, ScriptedRoute> routes = new LinkedHashMap<>();

	private final List<String> general;

	private FallbackSettings settings = SETTINGS;

	private @Nullable CoolDowns coolDowns;

	private @Nullable FallbackExchange exchange;

	private final List<ChatEvent> seen = new ArrayList<>();

	private @Nullable Throwable failure;

	Fleet(String... entries) {
		this.general = List.of(entries);
		add(this.general);
	}

	private void add(List<String> entries) {
		RouteGroup.parse(entries)
			.forEach((group) -> group.members()
				.forEach((member) -> this.routes.computeIfAbsent(member.route(), ScriptedRoute::new)));
	}

	static FallbackSettings settings(List<String> onContextWindow, List<String> onContentFiltered) {
		return new FallbackSettings(2, Duration.ofSeconds(5), 0.3, Duration.ofMinutes(1), null, 0.1, onContextWindow,
				onContentFiltered);
	}

	static FallbackSettings hedging(Duration after, double share) {
		return new FallbackSettings(2, Duration.ofSeconds(5), 0.3, Duration.ofMinutes(1), after, share, List.of(),
				List.of());
	}

	Fleet with(FallbackSettings settings) {
		this.settings = settings;
		add(settings.onContextWindow());
		add(settings.onContentFiltered());
		return this;
	}

	ScriptedRoute route(String name) {
		return this.routes.get(name);
	}

	CoolDowns coolDowns() {
		exchange();
		return this.coolDowns;
	}

	FallbackExchange exchange() {
		if (this.exchange == null) {
			this.coolDowns = new CoolDowns(this.settings, this.timer);
			RouteTable table = new RouteTable(this.routes.values().stream().map(ScriptedRoute::modelRoute).toList(),
					RouteGroup.parse(this.general), RouteGroup.parse(this.settings.onContextWindow()),
					RouteGroup.parse(this.settings.onContentFiltered()));
			this.exchange = new FallbackExchange(table, this.settings, this.coolDowns, this.timer, this.timer,
					new Random(7));
		}
		return this.exchange;
	}

	Fleet call() {
		return call(ChatRequest.of("Why is the sky blue?"));
	}

	Fleet call(ChatRequest request) {
		return call(call(request, Wire.WHOLE, InterruptionMode.FAIL));
	}

	Fleet stream(InterruptionMode onInterruption) {
		return call(call(ChatRequest.of("Why is the sky blue?"), Wire.STREAMED, onInterruption));
	}

	Fleet call(ChatCall call) {
		this.seen.clear();
		this.failure = null;
		flux(call).subscribe(this.seen::add, (ex) -> this.failure = ex);
		return this;
	}

	Flux<ChatEvent> flux(ChatCall call) {
		return exchange().exchange(call);
	}

	ChatCall call(ChatRequest request, Wire wire, InterruptionMode onInterruption) {
		ChatCall call = TestCalls.of(request, wire, onInterruption);
		return new ChatCall(request, this.timer.instant(), this.timer.instant().plus(Duration.ofMinutes(2)),
				call.wire(), call.onInterruption());
	}

	Fleet pass(Duration time) {
		this.timer.pass(time.toMillis());
		return this;
	}

	WatchedTimer timer() {
		return this.timer;
	}

	List<ChatEvent> seen() {
		return this.seen;
	}

	List<ChatEvent> content() {
		return this.seen.stream().filter((event) -> !(event instanceof Note)).toList();
	}

	List<Note.Skipped> skipped() {
		return this.seen.stream().filter(Note.Skipped.class::isInstance).map(Note.Skipped.class::cast).toList();
	}

	String answeredBy() {
		assertThat(this.failure).isNull();
		ChatEvent last = this.seen.get(this.seen.size() - 1);
		return ((ChatEvent.Completed) last).response().origin().route();
	}

	LlmException failure() {
		assertThat(this.failure).isInstanceOf(LlmException.class);
		return (LlmException) this.failure;
	}

	/**
	 * Return how often every route was asked.
	 */
	Map<String, Integer> asked() {
		Map<String, Integer> asked = new LinkedHashMap<>();
		this.routes.forEach((name, route) -> asked.put(name, route.asked()));
		asked.values().removeIf((times) -> times == 0);
		return asked;
	}

}
