package io.llmresilience.autoconfigure;

import java.util.List;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;

import io.llmresilience.AttemptFilter;
import io.llmresilience.ChatFilter;
import io.llmresilience.ChatService;
import io.llmresilience.budget.Budgets;
import io.llmresilience.circuitbreaker.CircuitBreakers;
import io.llmresilience.retry.LlmRetryRules;

/**
 * The state that routes share and that applications may look at or replace.
 *
 * @param retry whether and when to try again
 * @param limits what providers allow
 * @param circuits how routes stand
 * @param budgets what may be spent
 * @param tokens how prompts are estimated and counted
 * @param attempts what stands around every attempt
 */
@ConditionalOnMissingBean(ChatService.class)
record RoutePolicies(LlmRetryRules retry, RateLimitFilters limits, CircuitBreakers circuits, Budgets budgets,
		RouteTokens tokens, ObjectProvider<AttemptFilter> attempts) {

	List<ChatFilter> attemptFilters(String route) {
		return this.attempts.orderedStream().map((filter) -> filter.on(route)).toList();
	}

}
