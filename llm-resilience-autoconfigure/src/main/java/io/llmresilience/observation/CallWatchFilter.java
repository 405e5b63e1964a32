package io.llmresilience.observation;

import java.util.List;

import reactor.core.publisher.Flux;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.ChatFilter;

/**
 * Lets watchers see every call, in one pass for all of them.
 */
public final class CallWatchFilter implements ChatFilter {

	private final CallWatcher[] watchers;

	/**
	 * Create the filter.
	 * @param watchers who watches, outermost first
	 */
	public CallWatchFilter(List<CallWatcher> watchers) {
		this.watchers = watchers.toArray(CallWatcher[]::new);
	}

	@Override
	public Flux<ChatEvent> filter(ChatCall call, ChatExchange next) {
		return new WatchedFlux(call, next, this.watchers);
	}

}
