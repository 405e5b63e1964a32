package io.llmresilience.autoconfigure;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.helpers.NOPAppender;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.ChatFilter;
import io.llmresilience.ChatRequest;
import io.llmresilience.ChatResponse;
import io.llmresilience.ChatService;
import io.llmresilience.Content;
import io.llmresilience.FinishReason;
import io.llmresilience.Message;
import io.llmresilience.Route;
import io.llmresilience.Usage;
import io.llmresilience.model.ModelFit;
import io.llmresilience.model.ModelFitFilter;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.OutputSettings;
import io.llmresilience.observation.CallLogWatcher;
import io.llmresilience.observation.CallMeterWatcher;
import io.llmresilience.observation.CallWatchFilter;
import io.llmresilience.observation.CallWatcher;
import io.llmresilience.observation.LlmMeterObservationHandler;
import io.llmresilience.observation.LlmObservations;
import io.llmresilience.observation.ObservationSettings;
import io.llmresilience.retry.LlmRetryRules;
import io.llmresilience.retry.RateLimitWaits;
import io.llmresilience.retry.RetryFilter;
import io.llmresilience.timeout.DeadlineFilter;
import io.llmresilience.timeout.GatherFilter;
import io.llmresilience.timeout.TimeoutFilter;

/**
 * A call through the filters with nothing behind them: what the library costs without
 * bytes and sockets, and what the limits on time cost for each event.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FilterChainBenchmark {

	private static final int DELTAS = 1000;

	private static final String ROUTE = "any/model";

	private final ChatEvent.Completed completed = new ChatEvent.Completed(
			ChatResponse.of(new Message.Assistant(List.of(new Content.Text("blue"))), FinishReason.STOP, "stop",
					new Usage(12L, 40L, null, null, null), new ChatResponse.Origin(ROUTE, "model", "req_1")));

	private final ChatRequest request = ChatRequest.of("Why is the sky blue?");

	private final InstantSource clock = InstantSource.system();

	private final Scheduler timer = Schedulers.parallel();

	private final LlmResilienceProperties properties = new Binder(new MapConfigurationPropertySource())
		.bindOrCreate("llm.resilience", LlmResilienceProperties.class);

	private final ChatService chat = ChatService.over(ChatFilter.chain(filters(), answer()), this::call);

	private final ChatService observed = ChatService.over(ChatFilter.chain(observed(filters()), answer()), this::call);

	private final ChatFilter timeout = new TimeoutFilter(ROUTE, this.properties.timeout(), this.clock, this.timer);

	private final ChatExchange limited = ChatFilter.chain(List.of(this.timeout), this::deltas);

	private final List<ChatEvent> deltas = events();

	private List<ChatFilter> filters() {
		ModelSpec model = new ModelSpec(ROUTE, true, 128_000, 4_096, Set.of());
		LlmRetryRules rules = new LlmRetryRules(this.properties.retry(), List.of());
		return List.of(
				watched(new CallLogWatcher(new ObservationSettings(false, true, true, List.of(), 100), this.clock)),
				new DeadlineFilter(this.clock, this.timer),
				new ModelFitFilter(model, new ModelFit(model), new OutputSettings(null, null)),
				new RetryFilter(ROUTE, rules.of("any"), RateLimitWaits.LIMITER, () -> Route.Availability.READY,
						this.clock, this.timer),
				new GatherFilter(), new TimeoutFilter(ROUTE, this.properties.timeout(), this.clock, this.timer));
	}

	/**
	 * Everything that watches, as the auto-configurations arrange it.
	 */
	private List<ChatFilter> observed(List<ChatFilter> filters) {
		MeterRegistry meters = new SimpleMeterRegistry();
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new LlmMeterObservationHandler(meters));
		ObservationSettings settings = ObservationSettings.DEFAULTS;
		LlmObservations watching = new LlmObservations(registry, settings, null, null, System::nanoTime);
		List<ChatFilter> observed = new ArrayList<>(filters);
		observed.set(0, watched(watching.calls(), new CallMeterWatcher(meters, settings),
				new CallLogWatcher(settings, this.clock)));
		observed.add(filters.size() - 1, watching.attempts().on(ROUTE));
		silence();
		return observed;
	}

	private static ChatFilter watched(CallWatcher... watchers) {
		return new CallWatchFilter(List.of(watchers));
	}

	/**
	 * Lets the log build its lines but write them nowhere.
	 */
	private static void silence() {
		Logger logger = (Logger) LoggerFactory.getLogger("io.llmresilience.call");
		NOPAppender<ILoggingEvent> nowhere = new NOPAppender<>();
		nowhere.start();
		logger.setAdditive(false);
		logger.addAppender(nowhere);
	}

	private ChatExchange answer() {
		return (call) -> Flux.just(this.completed);
	}

	private ChatCall call(ChatRequest request, ChatCall.Wire wire) {
		return new ChatCall(request, this.clock.instant(), this.clock.instant().plus(Duration.ofMinutes(2)), wire,
				ChatCall.InterruptionMode.FAIL);
	}

	private static List<ChatEvent> events() {
		List<ChatEvent> events = new ArrayList<>();
		for (int i = 0; i < DELTAS; i++) {
			events.add(new ChatEvent.TextDelta(" word"));
		}
		return events;
	}

	private Flux<ChatEvent> deltas(ChatCall call) {
		return Flux.fromIterable(this.deltas);
	}

	/**
	 * Makes a whole call.
	 * @return the answer
	 */
	@Benchmark
	public @Nullable ChatResponse callWithoutInputOrOutput() {
		return this.chat.send(this.request).block();
	}

	/**
	 * Makes a whole call that is observed, counted and logged.
	 * @return the answer
	 */
	@Benchmark
	public @Nullable ChatResponse callThatIsObserved() {
		return this.observed.send(this.request).block();
	}

	/**
	 * Passes a thousand deltas through the limits on time, each of which counts as an
	 * operation.
	 * @return the last event
	 */
	@Benchmark
	@OperationsPerInvocation(DELTAS)
	public @Nullable ChatEvent timeLimitsForEachEvent() {
		return this.limited.exchange(call(this.request, ChatCall.Wire.STREAMED)).blockLast();
	}

}
