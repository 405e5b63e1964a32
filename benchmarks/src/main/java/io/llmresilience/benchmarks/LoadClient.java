package io.llmresilience.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.reactive.function.client.WebClient;

import io.llmresilience.ChatService;

/**
 * The calling process of one fork: warms all variants up, then runs them in turn, every
 * other time in reverse, and prints a line for each round.
 */
final class LoadClient {

	private static final int WARM_UP_CALLS = 10_000;

	private static final int WARM_UP_ROUNDS = 20;

	private LoadClient() {
	}

	/**
	 * Runs one fork.
	 * @param args base URL, milliseconds of a round, rounds of each variant, and a part
	 * of the names of the variants to run
	 */
	public static void main(String[] args) {
		long millis = Long.parseLong(args[1]);
		int rounds = Integer.parseInt(args[2]);
		try (ConfigurableApplicationContext silent = Clients.start(args[0], Map.of("observation.log-success", "false"));
				ConfigurableApplicationContext logging = Clients.start(args[0], Map.of());
				ConfigurableApplicationContext unwatched = Clients.startObserved(args[0], false);
				ConfigurableApplicationContext watched = Clients.startObserved(args[0], true)) {
			List<Variant> variants = new ArrayList<>(new Variants(args[0], silent.getBean(WebClient.Builder.class),
					silent.getBean(ChatService.class), logging.getBean(ChatService.class))
				.all());
			variants
				.addAll(Variants.watching(unwatched.getBean(ChatService.class), watched.getBean(ChatService.class)));
			variants.removeIf((variant) -> !variant.name().contains(args[3]));
			variants.forEach((variant) -> warmUp(variant, millis));
			variants.forEach((variant) -> warmUp(variant, millis));
			for (int i = 0; i < rounds; i++) {
				variants.forEach((variant) -> System.out.println(Round.run(variant, millis)));
				Collections.reverse(variants);
			}
		}
		System.exit(0);
	}

	private static void warmUp(Variant variant, long millis) {
		double calls = 0;
		for (int i = 0; i < WARM_UP_ROUNDS && calls < WARM_UP_CALLS; i++) {
			calls += Round.run(variant, millis).perSecond() * millis / 1000;
		}
	}

}
