package io.llmresilience.autoconfigure;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;

import io.llmresilience.ChatCall.InterruptionMode;
import io.llmresilience.budget.BudgetSettings;
import io.llmresilience.circuitbreaker.CircuitBreakerSettings;
import io.llmresilience.fallback.FallbackSettings;
import io.llmresilience.history.HistorySettings;
import io.llmresilience.model.OutputSettings;
import io.llmresilience.observation.ObservationSettings;
import io.llmresilience.provider.HttpSettings;
import io.llmresilience.ratelimit.RateLimitSettings;
import io.llmresilience.ratelimit.RateLimits;
import io.llmresilience.retry.RetrySettings;
import io.llmresilience.timeout.TimeoutSettings;

/**
 * Everything under {@code llm.resilience}. A name that nothing binds stops the start.
 *
 * @param enabled Whether the auto-configuration is active.
 * @param providers Providers by name. The names openai and anthropic know their own
 * defaults.
 * @param models Models that differ from the built-in catalogue, or that requests may name
 * as a route.
 * @param chat Defaults of a chat call.
 * @param timeout Time limits of one attempt.
 * @param retry Retry rules.
 * @param rateLimit How calls wait for rate limits.
 * @param circuitBreaker When a route is left alone because its calls keep failing.
 * @param fallback When a call goes on to another route.
 * @param history How conversations are made to fit a model's context window.
 * @param budget What may be spent.
 * @param http Connections and sizes.
 * @param observation Log lines, meters and spans.
 */
@ConfigurationProperties(prefix = "llm.resilience", ignoreUnknownFields = false)
public record LlmResilienceProperties(@DefaultValue("true") boolean enabled,
		@DefaultValue Map<String, Provider> providers, @DefaultValue List<Model> models, @DefaultValue Chat chat,
		@DefaultValue @NestedConfigurationProperty TimeoutSettings timeout,
		@DefaultValue @NestedConfigurationProperty RetrySettings retry,
		@DefaultValue @NestedConfigurationProperty RateLimitSettings rateLimit,
		@DefaultValue @NestedConfigurationProperty CircuitBreakerSettings circuitBreaker,
		@DefaultValue @NestedConfigurationProperty FallbackSettings fallback,
		@DefaultValue @NestedConfigurationProperty HistorySettings history,
		@DefaultValue @NestedConfigurationProperty BudgetSettings budget,
		@DefaultValue @NestedConfigurationProperty HttpSettings http,
		@DefaultValue @NestedConfigurationProperty ObservationSettings observation) {

	/**
	 * One provider.
	 *
	 * @param api Dialect that the provider speaks. Required unless the provider is called
	 * openai or anthropic.
	 * @param baseUrl Address of the provider's API, as in the vendor's own SDK.
	 * @param apiKey Key for the provider's API. Required unless a base-url is set.
	 * @param headers Further headers of every request.
	 * @param rateLimit What the provider allows to all its models together.
	 */
	public record Provider(@Nullable Api api, @Nullable String baseUrl, @Nullable String apiKey,
			@DefaultValue Map<String, String> headers,
			@DefaultValue @NestedConfigurationProperty RateLimits rateLimit) {

		@Override
		public String toString() {
			return "Provider[api=" + this.api + ", headers=" + this.headers.keySet() + "]";
		}

	}

	/**
	 * A provider's dialect.
	 */
	public enum Api {

		/**
		 * OpenAI's Chat Completions, spoken by many others too.
		 */
		OPENAI,

		/**
		 * Anthropic's Messages.
		 */
		ANTHROPIC

	}

	/**
	 * One model.
	 *
	 * @param id Model, as provider/model.
	 * @param contextWindow Tokens that prompt and answer may have together.
	 * @param maxTokens Most tokens that the model can produce.
	 * @param timeout Time limits that differ from the general ones.
	 * @param rateLimit What the provider allows to this model.
	 * @param price What the model costs.
	 */
	public record Model(String id, @Nullable Integer contextWindow, @Nullable Integer maxTokens,
			@NestedConfigurationProperty TimeoutSettings.@Nullable ModelTimeouts timeout,
			@DefaultValue @NestedConfigurationProperty RateLimits rateLimit, @Nullable Price price) {

	}

	/**
	 * What a model costs, in USD per million tokens.
	 *
	 * @param input USD per million tokens of the prompt.
	 * @param output USD per million tokens of the answer, reasoning included.
	 * @param cachedInput USD per million tokens read from the provider's cache.
	 * @param cacheWrite USD per million tokens written to the provider's cache.
	 * @param cacheWriteHour USD per million tokens written to a cache that keeps an hour.
	 * @param longPrompt What the whole request costs if its prompt is long.
	 * @param serviceTiers Factors by service tier, in the words of the provider's
	 * answers.
	 */
	public record Price(@Nullable BigDecimal input, @Nullable BigDecimal output, @Nullable BigDecimal cachedInput,
			@Nullable BigDecimal cacheWrite, @Nullable BigDecimal cacheWriteHour, @Nullable LongPrompt longPrompt,
			@DefaultValue Map<String, BigDecimal> serviceTiers) {

	}

	/**
	 * What a request costs if its prompt is long, in USD per million tokens.
	 *
	 * @param above Tokens above which a prompt is long, cached ones included.
	 * @param input USD per million tokens of the prompt.
	 * @param output USD per million tokens of the answer, reasoning included.
	 * @param cachedInput USD per million tokens read from the provider's cache.
	 * @param cacheWrite USD per million tokens written to the provider's cache.
	 * @param cacheWriteHour USD per million tokens written to a cache that keeps an hour.
	 */
	public record LongPrompt(@Nullable Long above, @Nullable BigDecimal input, @Nullable BigDecimal output,
			@Nullable BigDecimal cachedInput, @Nullable BigDecimal cacheWrite, @Nullable BigDecimal cacheWriteHour) {

	}

	/**
	 * Defaults of a chat call.
	 *
	 * @param routes Routes to try in this order, each as provider/model. Several that
	 * share the load are written as a/m*3 | b/m.
	 * @param timeout Time that a whole call may take, waits and retries included.
	 * @param maxTokens Most tokens that an answer may have unless the request says
	 * otherwise.
	 * @param maxTokensLimit Most tokens that a request may ask for.
	 * @param onInterruption What happens when a stream breaks after content was
	 * delivered.
	 */
	public record Chat(@DefaultValue List<String> routes,
			@DefaultValue("2m") @DurationUnit(ChronoUnit.SECONDS) Duration timeout, @Nullable Integer maxTokens,
			@Nullable Integer maxTokensLimit, @DefaultValue("fail") InterruptionMode onInterruption) {

		public Chat {
			if (timeout.isZero() || timeout.isNegative()) {
				throw new IllegalArgumentException("'llm.resilience.chat.timeout' must be positive, but is " + timeout
						+ "; give a duration such as 2m");
			}
			// Fails on numbers that cannot work, while they can still be explained
			new OutputSettings(maxTokens, maxTokensLimit);
		}

	}

}
