package io.llmresilience.provider;

import org.jspecify.annotations.Nullable;

import io.llmresilience.ChatEvent.ServerLimits;

/**
 * Where one answer comes from, as far as the response's head tells.
 *
 * @param route the route, {@code provider/model}
 * @param requestId the provider's id of the exchange, {@code null} if it gave none
 * @param limits the provider's rate limits
 */
public record AnswerSource(String route, @Nullable String requestId, ServerLimits limits) {

}
