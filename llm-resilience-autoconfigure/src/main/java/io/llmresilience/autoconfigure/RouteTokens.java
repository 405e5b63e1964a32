package io.llmresilience.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Scheduler;

import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;

import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.TokenCounter;
import io.llmresilience.model.TokenEstimator;
import io.llmresilience.model.TokenEstimators;

/**
 * How the prompts of routes are estimated and counted. Once the application has started,
 * the tokenizers that its routes need are loaded elsewhere, so that no call waits for
 * one; nobody waits for that, neither at start nor at the end.
 */
final class RouteTokens implements ApplicationListener<ContextRefreshedEvent> {

	private static final Logger logger = LoggerFactory.getLogger(RouteTokens.class);

	private final TokenEstimators estimators;

	private final TokenCounter counter;

	private final Scheduler worker;

	private final InstantSource clock;

	private final Set<ModelSpec> cold = ConcurrentHashMap.newKeySet();

	RouteTokens(TokenEstimators estimators, TokenCounter counter, Scheduler worker, InstantSource clock) {
		this.estimators = estimators;
		this.counter = counter;
		this.worker = worker;
		this.clock = clock;
	}

	/**
	 * Return the estimator of a route's model.
	 * @param model the model
	 * @return the estimator, which counts too if that is exact
	 */
	TokenEstimator estimator(ModelSpec model) {
		if (this.counter.isExact(model)) {
			this.cold.add(model);
		}
		return this.estimators.of(model).withCounter(this.counter, model, this.worker);
	}

	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		if (!this.cold.isEmpty()) {
			Set<ModelSpec> models = Set.copyOf(this.cold);
			this.cold.clear();
			this.worker.schedule(() -> models.forEach(this::warmUp));
		}
	}

	private void warmUp(ModelSpec model) {
		Instant start = this.clock.instant();
		try {
			this.counter.count("Hello", model);
			logger.debug("The tokenizer of {} is ready after {} ms", model.id(),
					Duration.between(start, this.clock.instant()).toMillis());
		}
		catch (RuntimeException ex) {
			logger.warn("The tokenizer of {} could not be loaded ahead: {}", model.id(), ex.getClass().getName());
		}
	}

}
