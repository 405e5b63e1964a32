package io.llmresilience.actuate;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The routes that a call tries unless it says otherwise, and which of them can serve one.
 * Knows only what calls have found out. Thread-safe.
 */
public final class ChatRoutes {

	private final Rooms rooms;

	private final Setup setup;

	private final InstantSource clock;

	/**
	 * Create the view of them.
	 * @param rooms how everything stands
	 * @param setup what is configured
	 * @param clock tells the time
	 */
	public ChatRoutes(Rooms rooms, Setup setup, InstantSource clock) {
		this.rooms = Objects.requireNonNull(rooms, "'rooms' must not be null");
		this.setup = Objects.requireNonNull(setup, "'setup' must not be null");
		this.clock = Objects.requireNonNull(clock, "'clock' must not be null");
	}

	/**
	 * Return those that can serve a call that comes now.
	 * @return their names in the order in which they are tried
	 */
	public List<String> serving() {
		return standings().entrySet()
			.stream()
			.filter((route) -> canServe(route.getValue()))
			.map(Map.Entry::getKey)
			.toList();
	}

	/**
	 * Return how all of them stand, in the order in which they are tried.
	 */
	Map<String, Standing> standings() {
		View view = View.of(this.rooms);
		Map<String, Standing> standings = new LinkedHashMap<>();
		this.setup.routes().forEach((route) -> standings.put(route, view.standing(route)));
		return standings;
	}

	boolean canServe(Standing standing) {
		return standing.canServe(this.clock.instant().plus(this.setup.maxWait()));
	}

}
