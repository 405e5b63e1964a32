package io.llmresilience;

/**
 * One provider plus one model, already wrapped in its own filters.
 */
public interface Route extends ChatExchange {

	/**
	 * Return the route's name.
	 * @return {@code provider/model}, split at the first slash
	 */
	String name();

}
