package io.llmresilience.observation;

import java.math.BigDecimal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import org.jspecify.annotations.Nullable;

import io.llmresilience.CallTrace.Shortening;
import io.llmresilience.CallTrace.Summary;

/**
 * The meters of conversations that were made to fit: what that saved and what it cost.
 */
final class HistoryMeters {

	private final MeterRegistry registry;

	HistoryMeters(MeterRegistry registry) {
		this.registry = registry;
	}

	void shortened(Shortening shortening) {
		Tags route = Tags.of("route", shortening.route());
		counter("tokens.before", "Tokens of prompts as callers gave them", route).increment(shortening.tokensBefore());
		counter("tokens.after", "Tokens of the same prompts as they were sent", route)
			.increment(shortening.tokensAfter());
		counter("tokens.saved", "Tokens that were not sent", route)
			.increment(Math.max(shortening.tokensBefore() - shortening.tokensAfter(), 0));
		counter("turns.dropped", "Turns that were left out", route).increment(shortening.turnsDropped());
		if (shortening.summary() != null) {
			summarized(shortening.summary(), route);
		}
	}

	private void summarized(Summary summary, Tags route) {
		counter("summaries", "Summaries that were asked for", route.and("kind", Words.of(summary.failure())))
			.increment();
		tokens(summary.usage().inputTokens(), route.and("type", "input"));
		tokens(summary.usage().outputTokens(), route.and("type", "output"));
		BigDecimal cost = summary.cost();
		if (cost != null) {
			builder("summary.cost", "What summaries cost", route).baseUnit("usd")
				.register(this.registry)
				.increment(cost.doubleValue());
		}
		else {
			counter("summary.cost.unknown", "Summaries whose cost nobody knows", route).increment();
		}
	}

	private void tokens(@Nullable Long tokens, Tags tags) {
		if (tokens != null) {
			counter("summary.tokens", "Tokens that summaries took", tags).increment(tokens);
		}
	}

	private Counter counter(String name, String description, Tags tags) {
		return builder(name, description, tags).register(this.registry);
	}

	private static Counter.Builder builder(String name, String description, Tags tags) {
		return Counter.builder("llm.resilience.history." + name).description(description).tags(tags);
	}

}
