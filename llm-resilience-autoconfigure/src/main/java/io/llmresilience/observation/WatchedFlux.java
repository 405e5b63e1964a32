package io.llmresilience.observation;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.util.context.Context;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;

/**
 * Passes a stream on as it is and lets somebody watch. A watch that throws is given up;
 * the call goes on.
 */
final class WatchedFlux extends Flux<ChatEvent> {

	private static final Logger logger = LoggerFactory.getLogger(WatchedFlux.class);

	private final ChatCall call;

	private final ChatExchange next;

	private final Watcher watcher;

	/**
	 * Create the flux.
	 * @param call the call
	 * @param next what is watched
	 * @param watcher begins a watch for each subscription
	 */
	WatchedFlux(ChatCall call, ChatExchange next, Watcher watcher) {
		this.call = call;
		this.next = next;
		this.watcher = watcher;
	}

	@Override
	public void subscribe(CoreSubscriber<? super ChatEvent> actual) {
		Context context = actual.currentContext();
		Watch watch = Watch.NONE;
		try {
			watch = this.watcher.watch(this.call, context);
			context = watch.within(context);
		}
		catch (RuntimeException ex) {
			givenUp(ex);
		}
		events().subscribe(new WatchedSubscriber(actual, watch, context));
	}

	private Flux<ChatEvent> events() {
		try {
			return this.next.exchange(this.call);
		}
		catch (RuntimeException ex) {
			return Flux.error(ex);
		}
	}

	static void givenUp(RuntimeException failure) {
		logger.warn("A call could not be watched any longer and goes on unseen: {}", failure.getClass().getName());
	}

}
