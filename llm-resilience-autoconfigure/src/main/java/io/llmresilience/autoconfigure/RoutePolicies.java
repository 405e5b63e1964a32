package io.llmresilience.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;

import io.llmresilience.ChatService;
import io.llmresilience.budget.Budgets;
import io.llmresilience.circuitbreaker.CircuitBreakers;
import io.llmresilience.retry.LlmRetryRules;

/**
 * The state that routes share and that applications may look at or replace.
 *
 * @param history what makes conversations fit
 * @param retry whether and when to try again
 * @param limits what providers allow
 * @param circuits how routes stand
 * @param budgets what may be spent
 * @param tokens how prompts are estimated and counted
 */
@ConditionalOnMissingBean(ChatService.class)
record RoutePolicies(LlmRetryRules retry, RateLimitFilters limits, CircuitBreakers circuits, Budgets budgets,
		RouteTokens tokens) {

}
