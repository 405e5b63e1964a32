package io.llmresilience.model;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import io.llmresilience.ChatRequest;
import io.llmresilience.Message;

/**
 * Estimates like another one, and counts on a thread that may be kept busy.
 */
final class CountingEstimator implements TokenEstimator {

	private static final Logger logger = LoggerFactory.getLogger(CountingEstimator.class);

	private final TokenEstimator estimator;

	private final TokenCounter counter;

	private final ModelSpec model;

	private final Scheduler worker;

	CountingEstimator(TokenEstimator estimator, TokenCounter counter, ModelSpec model, Scheduler worker) {
		this.estimator = estimator;
		this.counter = counter;
		this.model = model;
		this.worker = worker;
	}

	@Override
	public long estimate(String text) {
		return this.estimator.estimate(text);
	}

	@Override
	public long estimate(Message message) {
		return this.estimator.estimate(message);
	}

	@Override
	public TokenEstimate estimate(ChatRequest request) {
		return this.estimator.estimate(request);
	}

	@Override
	public Mono<TokenEstimate> count(ChatRequest request, TokenEstimate estimate) {
		return Mono.fromCallable(() -> new TokenEstimate(this.counter.count(request, this.model), estimate.weight()))
			.subscribeOn(this.worker)
			.onErrorResume((failure) -> {
				logger.warn("A prompt for {} could not be counted and stays estimated: {}", this.model.id(),
						failure.getClass().getName());
				return Mono.empty();
			});
	}

	@Override
	public void observed(TokenEstimate estimate, long inputTokens) {
		this.estimator.observed(estimate, inputTokens);
	}

}
