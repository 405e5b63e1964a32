package io.llmresilience.observation;

import java.util.Objects;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.util.context.Context;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;

/**
 * Passes a stream on as it is and lets others watch. A watch that throws is given up; the
 * call goes on.
 */
final class WatchedFlux extends Flux<ChatEvent> {

	private static final Logger logger = LoggerFactory.getLogger(WatchedFlux.class);

	private final ChatCall call;

	private final ChatExchange next;

	private final CallWatcher[] watchers;

	/**
	 * Create the flux.
	 * @param call the call
	 * @param next what is watched
	 * @param watchers begin a watch for each subscription, outermost first
	 */
	WatchedFlux(ChatCall call, ChatExchange next, CallWatcher... watchers) {
		this.call = call;
		this.next = next;
		this.watchers = watchers;
	}

	@Override
	public void subscribe(CoreSubscriber<? super ChatEvent> actual) {
		CallWatch[] watches = new CallWatch[this.watchers.length];
		Context context = actual.currentContext();
		for (int i = 0; i < watches.length; i++) {
			watches[i] = CallWatch.NONE;
			context = begin(i, watches, context);
		}
		events().subscribe(new WatchedSubscriber(actual, watches, context));
	}

	private Context begin(int position, CallWatch[] watches, Context context) {
		try {
			CallWatch watch = this.watchers[position].watch(this.call, context);
			Context within = Objects.requireNonNull(watch.within(context), "A watch must have a context");
			watches[position] = watch;
			return within;
		}
		catch (Throwable ex) {
			givenUp(ex);
			return context;
		}
	}

	private Flux<ChatEvent> events() {
		try {
			return Objects.requireNonNull(this.next.exchange(this.call), "A filter must return events");
		}
		catch (RuntimeException ex) {
			return Flux.error(ex);
		}
	}

	/**
	 * Go on without a watch, whatever it threw, unless the whole machine is in trouble.
	 */
	static void givenUp(Throwable failure) {
		if (failure instanceof VirtualMachineError fatal) {
			throw fatal;
		}
		logger.warn("A call could not be watched any longer and goes on unseen: {}", failure.getClass().getName());
	}

}
