package io.llmresilience.autoconfigure;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.llmresilience.actuate.Report;
import io.llmresilience.actuate.Report.RouteBound;
import io.llmresilience.fallback.RouteGroup;
import io.llmresilience.model.ModelPrice;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.OutputSettings;

/**
 * Works out what one call can come to at worst. Each route but the last gets the attempts
 * of {@code fallback}, the last one those of {@code retry}; in a last group that shares
 * the load any member may be the last.
 */
final class ReportFactory {

	private final LlmResilienceProperties properties;

	private final Models models;

	private final List<RouteGroup> groups;

	ReportFactory(LlmResilienceProperties properties, Models models) {
		this.properties = properties;
		this.models = models;
		this.groups = RouteGroup.parse(properties.chat().routes());
	}

	Report create() {
		List<RouteBound> routes = routes();
		Waits waits = new Waits(this.properties);
		int few = waits.few();
		int attempts = routes.isEmpty() ? 0 : (routes.size() - 1) * few + waits.many();
		Duration deadline = Deadline.of(this.properties, this.models).length();
		Duration wait = waits.all(routes.size());
		return new Report(deadline.toMillis(), attempts, waits.backOff(routes.size()).toMillis(),
				((wait.compareTo(deadline) < 0) ? wait : deadline).toMillis(), sum(routes, RouteBound::costOfAnswer),
				sum(routes, RouteBound::costOfFullWindow), routes, notes(routes),
				new SettingsCheck(this.properties, this.models, routes, waits).warnings());
	}

	private List<RouteBound> routes() {
		Waits waits = new Waits(this.properties);
		List<RouteBound> routes = new ArrayList<>();
		for (int i = 0; i < this.groups.size(); i++) {
			int attempts = (i == this.groups.size() - 1) ? waits.many() : waits.few();
			this.groups.get(i).members().forEach((member) -> routes.add(bound(member.route(), attempts)));
		}
		return routes;
	}

	private RouteBound bound(String route, int attempts) {
		ModelSpec model = this.models.look(route);
		LlmResilienceProperties.Chat chat = this.properties.chat();
		int maxTokens = new OutputSettings(chat.maxTokens(), chat.maxTokensLimit()).defaultFor(model);
		ModelPrice price = model.price();
		long prompt = Math.max(0, model.limits().promptBeside(maxTokens));
		return new RouteBound(route, attempts,
				this.properties.timeout().with(this.models.timeouts(route)).attempt().toMillis(), model.contextWindow(),
				maxTokens, (price != null) ? price.worstCase(0, maxTokens) : null,
				(price != null) ? price.worstCase(prompt, maxTokens) : null);
	}

	/**
	 * Add up what all attempts cost, the dearest member of the last group being the last.
	 */
	private @Nullable BigDecimal sum(List<RouteBound> routes, Function<RouteBound, @Nullable BigDecimal> cost) {
		Waits waits = new Waits(this.properties);
		BigDecimal sum = BigDecimal.ZERO;
		BigDecimal last = BigDecimal.ZERO;
		for (RouteBound route : routes) {
			BigDecimal one = cost.apply(route);
			if (one == null) {
				return null;
			}
			sum = sum.add(one.multiply(BigDecimal.valueOf(waits.few())));
			last = (route.attempts() == waits.many()) ? last.max(one) : last;
		}
		return sum.add(last.multiply(BigDecimal.valueOf(waits.many() - waits.few())));
	}

	private List<String> notes(List<RouteBound> routes) {
		List<String> notes = new ArrayList<>();
		notes.add("A prompt is not bounded by configuration but by the model's window; a request may ask for longer "
				+ "answers, up to 'llm.resilience.chat.max-tokens-limit' or what the model can produce.");
		notes.add(
				"A conversation that the provider finds too long is shortened, perhaps with a summary, and tried once more; a route that "
						+ "comes back while a call is under way may be tried as often as the last one.");
		List<String> unpriced = routes.stream()
			.filter((route) -> route.costOfAnswer() == null)
			.map(RouteBound::name)
			.toList();
		if (!unpriced.isEmpty()) {
			notes
				.add("No price is known of " + String.join(", ", unpriced) + "; give 'llm.resilience.models[].price'.");
		}
		return notes;
	}

}
