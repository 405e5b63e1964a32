package io.llmresilience;

/**
 * A {@link ChatFilter} around every single attempt instead of around the whole call: an
 * application's beans of this type see what one request to one provider led to, waits for
 * its rate limit included. Outermost first by {@code @Order}.
 */
@FunctionalInterface
public interface AttemptFilter extends ChatFilter {

	/**
	 * Return the filter for the attempts on one route.
	 * @param route the route, {@code provider/model}
	 * @return this filter, unless routes are to be treated differently
	 */
	default ChatFilter on(String route) {
		return this;
	}

}
