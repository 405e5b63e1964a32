package io.llmresilience.budget;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import reactor.core.publisher.Flux;

import io.llmresilience.CallRefusedException;
import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.ChatFilter;
import io.llmresilience.ChatRequest;
import io.llmresilience.FailureKind;
import io.llmresilience.Message;
import io.llmresilience.budget.BudgetSettings.LoopGuard;
import io.llmresilience.budget.BudgetSettings.Mode;

/**
 * Refuses calls of an application that seems to go in circles: an identical request that
 * was repeated too often, and a conversation that goes on with results of tools without
 * end. It stands before the routes, so that attempts at several of them count as one
 * call. Calls that it refuses do not count.
 */
public final class LoopGuardFilter implements ChatFilter {

	private static final Logger logger = LoggerFactory.getLogger(LoopGuardFilter.class);

	private static final Duration WARN_EVERY = Duration.ofMinutes(1);

	private final LoopGuard settings;

	private final InstantSource clock;

	private final @Nullable RepeatCounter requests;

	private final @Nullable RepeatCounter conversations;

	private final RepeatCounter warnings = new RepeatCounter(1, WARN_EVERY.toMillis());

	/**
	 * Create the filter.
	 * @param settings how often is too often
	 * @param clock tells the time
	 */
	public LoopGuardFilter(LoopGuard settings, InstantSource clock) {
		this.settings = Objects.requireNonNull(settings, "'settings' must not be null");
		this.clock = Objects.requireNonNull(clock, "'clock' must not be null");
		long window = settings.window().toMillis();
		Integer repeats = settings.maxRepeats();
		Integer toolTurns = settings.maxToolTurns();
		this.requests = (repeats != null) ? new RepeatCounter(repeats + 1, window) : null;
		this.conversations = (toolTurns != null) ? new RepeatCounter(toolTurns, window) : null;
	}

	@Override
	public Flux<ChatEvent> filter(ChatCall call, ChatExchange next) {
		return Flux.defer(() -> {
			String loop = loop(call.request());
			return (loop != null) ? Flux.error(new CallRefusedException(FailureKind.LOOP_DETECTED, null, loop))
					: next.exchange(call);
		});
	}

	/**
	 * Judge a call.
	 * @return what is wrong with it, {@code null} if it may go
	 */
	private @Nullable String loop(ChatRequest request) {
		if (this.requests != null && isRefused(this.requests, Fingerprint.ofRequest(request), repeated())) {
			return repeated();
		}
		if (this.conversations != null && isToolTurn(request)
				&& isRefused(this.conversations, Fingerprint.ofConversation(request), goesOn())) {
			return goesOn();
		}
		return null;
	}

	private boolean isRefused(RepeatCounter counter, Fingerprint thing, String loop) {
		long now = this.clock.millis();
		if (counter.admits(thing, now)) {
			return false;
		}
		if (this.settings.mode() == Mode.OBSERVE) {
			Level level = this.warnings.admits(thing, now) ? Level.WARN : Level.DEBUG;
			logger.atLevel(level).log("Lets pass what could be refused: {}", loop);
			return false;
		}
		return true;
	}

	private static boolean isToolTurn(ChatRequest request) {
		return request.messages().get(request.messages().size() - 1) instanceof Message.ToolResult;
	}

	private String repeated() {
		return "an identical request was repeated " + this.settings.maxRepeats() + " times within " + window()
				+ "; find out what sends it again and again, or raise '" + LoopGuard.PREFIX + "max-repeats'";
	}

	private String goesOn() {
		return "one conversation went on with results of tools " + this.settings.maxToolTurns() + " times within "
				+ window() + "; find out why the model never comes to an end, or raise '" + LoopGuard.PREFIX
				+ "max-tool-turns'";
	}

	private String window() {
		Duration window = this.settings.window();
		return (window.toMillisPart() == 0) ? window.toSeconds() + " s" : window.toMillis() + " ms";
	}

}
