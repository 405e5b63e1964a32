package io.llmresilience.observation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Snapshots that are a moment old at most, so that all gauges of one scrape share them.
 * Thread-safe.
 *
 * @param <S> the snapshots
 */
final class Recent<S> {

	private static final Duration AGE = Duration.ofMillis(250);

	private final Supplier<List<S>> source;

	private final Function<S, String> name;

	private final BinaryOperator<S> choice;

	private final InstantSource clock;

	private volatile Taken<S> taken = new Taken<>(Map.of(), Instant.MIN);

	/**
	 * Create the snapshots.
	 * @param source where they come from
	 * @param name what they are looked up by
	 * @param choice chooses of two that have the same name
	 * @param clock tells the time
	 */
	Recent(Supplier<List<S>> source, Function<S, String> name, BinaryOperator<S> choice, InstantSource clock) {
		this.source = Objects.requireNonNull(source, "'source' must not be null");
		this.name = name;
		this.choice = choice;
		this.clock = clock;
	}

	List<String> names() {
		return this.source.get().stream().map(this.name).toList();
	}

	@Nullable S get(String name) {
		Taken<S> taken = this.taken;
		Instant now = this.clock.instant();
		if (Duration.between(taken.at(), now).abs().compareTo(AGE) >= 0) {
			taken = new Taken<>(
					this.source.get().stream().collect(Collectors.toMap(this.name, Function.identity(), this.choice)),
					now);
			this.taken = taken;
		}
		return taken.byName().get(name);
	}

	private record Taken<S>(Map<String, S> byName, Instant at) {

	}

}
