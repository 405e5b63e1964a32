package io.llmresilience.observation;

import reactor.util.context.ContextView;

import io.llmresilience.ChatCall;

/**
 * Begins to watch.
 */
@FunctionalInterface
interface Watcher {

	/**
	 * Begin to watch one call or attempt.
	 * @param call the call
	 * @param context the subscriber's context
	 * @return who watches
	 */
	Watch watch(ChatCall call, ContextView context);

}
