package io.llmresilience.actuate;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.llmresilience.actuate.LlmOperation.Kind;
import io.llmresilience.ratelimit.RateLimitSnapshot;

/**
 * Changes things by hand, and tells of it.
 */
final class Operations {

	private static final Logger logger = LoggerFactory.getLogger(LlmOperation.class);

	private static final List<String> KINDS = Arrays.stream(Kind.values()).map(Kind::id).toList();

	private final Rooms rooms;

	private final Consumer<LlmOperation> listener;

	private final InstantSource clock;

	Operations(Rooms rooms, Consumer<LlmOperation> listener, InstantSource clock) {
		this.rooms = rooms;
		this.listener = listener;
		this.clock = clock;
	}

	static Kind kind(@Nullable String operation) {
		String id = (operation != null) ? operation.toLowerCase(Locale.ROOT).replace('_', '-') : "";
		if (!KINDS.contains(id)) {
			throw new InvalidOperationException(
					"'operation' is " + ((operation != null) ? "'" + operation + "'" : "missing") + "; use one of "
							+ String.join(", ", KINDS),
					KINDS);
		}
		return Kind.values()[KINDS.indexOf(id)];
	}

	/**
	 * Do something.
	 * @param kind what
	 * @param target the route or the provider, which exists
	 * @param change the change of a limit, if that is what is to be done
	 * @param by who wants it, {@code null} if that is not known
	 */
	void perform(Kind kind, String target, @Nullable LimitChange change, @Nullable String by) {
		List<String> routes = routesOf(target);
		switch (kind) {
			case OPEN_CIRCUIT -> routes.forEach(this.rooms.circuits()::open);
			case CLOSE_CIRCUIT -> routes.forEach(this.rooms.circuits()::close);
			case PAUSE -> routes.forEach(this.rooms.circuits()::pause);
			case RESUME -> routes.forEach(this.rooms.circuits()::resume);
			case CLEAR_COOL_DOWN -> {
				routes.forEach(this::clear);
				clear(Rooms.providerOf(routes.get(0)));
			}
			case CHANGE_LIMIT -> change(target, change);
		}
		tell(new LlmOperation(kind, target, (change != null) ? change.toString() : null, by, this.clock.instant()));
	}

	private List<String> routesOf(String target) {
		return View.of(this.rooms)
			.routes()
			.stream()
			.filter((route) -> route.equals(target) || Rooms.providerOf(route).equals(target))
			.toList();
	}

	private void clear(String name) {
		this.rooms.coolDowns().clear(name);
		this.rooms.limiters().resume(name);
	}

	private void change(String target, @Nullable LimitChange change) {
		RateLimitSnapshot present = View.of(this.rooms).limits().get(target);
		if (change != null && present != null) {
			this.rooms.limiters().reconfigure(target, change.applyTo(present));
		}
	}

	private void tell(LlmOperation operation) {
		logger.warn("By hand: {} '{}'{}{}", operation.kind().id(), operation.target(),
				(operation.value() != null) ? ", " + operation.value() : "",
				(operation.by() != null) ? ", by '" + operation.by() + "'" : "");
		this.listener.accept(operation);
	}

}
