package io.llmresilience.model;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.llmresilience.ChatRequest;
import io.llmresilience.ChatResponse;
import io.llmresilience.Usage;

/**
 * What one model costs, and the exact arithmetic of it. All amounts are in USD and
 * nothing is ever rounded. Immutable.
 *
 * @param rates the rates of an ordinary request
 * @param longPrompt the other rates of a request with a long prompt, {@code null} if
 * there are none
 * @param factors what the way of serving does to the rates
 */
public record ModelPrice(Rates rates, @Nullable LongPrompt longPrompt, ServiceFactors factors) {

	private static final int PICO = 12;

	/** An estimate so close below the border may turn out to be above it. */
	private static final int MARGIN = 10;

	public ModelPrice {
		Objects.requireNonNull(rates, "'rates' must not be null");
		Objects.requireNonNull(factors, "'factors' must not be null");
		for (BigDecimal factor : factors.products()) {
			rates.checkTimes(factor);
			if (longPrompt != null) {
				longPrompt.rates().checkTimes(factor);
			}
		}
	}

	/**
	 * Create the price of a model that costs the same however long its prompt is and
	 * however it is served.
	 * @param rates the rates
	 */
	public ModelPrice(Rates rates) {
		this(rates, null, ServiceFactors.NONE);
	}

	/**
	 * Return what an attempt cost. Reasoning is paid as a part of the output; the cached
	 * and the cache-written parts of the prompt have their own rates.
	 * @param usage the tokens that the provider counted
	 * @param service how the provider served it
	 * @return the exact cost, {@code null} if the prompt's or the output's tokens are
	 * unknown or if nothing is known of what this way of serving costs
	 */
	public @Nullable BigDecimal cost(Usage usage, ChatResponse.Service service) {
		BilledTokens tokens = BilledTokens.of(usage);
		BigDecimal factor = this.factors.of(service);
		return (tokens != null && factor != null) ? ratesFor(tokens.prompt()).cost(tokens).multiply(factor) : null;
	}

	/**
	 * Return the most that an ordinary attempt can cost.
	 * @param inputTokens the estimated prompt
	 * @param maxTokens the most tokens that the answer may have
	 * @return the exact cost, the whole prompt being written to the provider's cache if
	 * that is dearer, and being long if the estimate is above nine tenths of the border
	 */
	public BigDecimal worstCase(long inputTokens, long maxTokens) {
		return worstCase(inputTokens, maxTokens, RequestedService.ORDINARY);
	}

	/**
	 * Return the most that an attempt can cost, with what the request's further fields
	 * ask for: a dearer service tier, a region, or a cache that keeps an hour.
	 * @param request the request
	 * @param inputTokens the estimated prompt
	 * @param maxTokens the most tokens that the answer may have
	 * @return the exact cost
	 */
	public BigDecimal worstCase(ChatRequest request, long inputTokens, long maxTokens) {
		return worstCase(inputTokens, maxTokens, RequestedService.of(request));
	}

	private BigDecimal worstCase(long inputTokens, long maxTokens, RequestedService service) {
		BigDecimal cost = this.rates.worstCase(inputTokens, maxTokens, service.hourCache());
		LongPrompt longPrompt = this.longPrompt;
		if (longPrompt != null && inputTokens > longPrompt.above() - longPrompt.above() / MARGIN) {
			cost = cost.max(longPrompt.rates().worstCase(inputTokens, maxTokens, service.hourCache()));
		}
		return cost.multiply(this.factors.largest(service.words()));
	}

	private Rates ratesFor(long promptTokens) {
		LongPrompt longPrompt = this.longPrompt;
		return (longPrompt != null && promptTokens > longPrompt.above()) ? longPrompt.rates() : this.rates;
	}

	/**
	 * Return an amount as a whole number of 1e-12 USD, for books that count. The cost of
	 * any attempt is such a number, since no rate has more than six decimals.
	 * @param usd the amount in USD
	 * @return the same amount in 1e-12 USD
	 * @throws IllegalArgumentException if the amount has more than twelve decimals, or is
	 * above 9.2 million USD
	 */
	public static long toPicoUsd(BigDecimal usd) {
		try {
			return usd.movePointRight(PICO).longValueExact();
		}
		catch (ArithmeticException ex) {
			throw new IllegalArgumentException("An amount must have at most 12 decimals and at most 9.2 million USD, "
					+ "but is " + usd.toPlainString() + "; give prices with at most " + Rates.DECIMALS
					+ " decimals per million tokens", ex);
		}
	}

	/**
	 * Return a number of 1e-12 USD as an amount.
	 * @param picoUsd the number
	 * @return the same amount in USD
	 */
	public static BigDecimal ofPicoUsd(long picoUsd) {
		BigDecimal usd = BigDecimal.valueOf(picoUsd, PICO).stripTrailingZeros();
		return (usd.scale() < 0) ? usd.setScale(0) : usd;
	}

	/**
	 * USD per million tokens, with at most six decimals.
	 *
	 * @param input the prompt outside the cache
	 * @param output the answer, reasoning included
	 * @param cachedInput the part of the prompt read from the provider's cache
	 * @param cacheWrite the part of the prompt written to the provider's cache
	 * @param cacheWriteHour the part of the prompt written to a cache that keeps an hour
	 */
	public record Rates(BigDecimal input, BigDecimal output, BigDecimal cachedInput, BigDecimal cacheWrite,
			BigDecimal cacheWriteHour) {

		/**
		 * The most decimals that a rate may have.
		 */
		public static final int DECIMALS = 6;

		public Rates {
			input = checked(input, "input");
			output = checked(output, "output");
			cachedInput = checked(cachedInput, "cachedInput");
			cacheWrite = checked(cacheWrite, "cacheWrite");
			cacheWriteHour = checked(cacheWriteHour, "cacheWriteHour");
		}

		/**
		 * Create rates of which some may be missing.
		 * @param input the prompt outside the cache
		 * @param output the answer, reasoning included
		 * @param cachedInput what was read from the cache, {@code null} for no discount
		 * @param cacheWrite what was written to the cache, {@code null} for no surcharge
		 * @param cacheWriteHour what was written for an hour, {@code null} for as much as
		 * what was written at all
		 * @return the rates
		 */
		public static Rates of(BigDecimal input, BigDecimal output, @Nullable BigDecimal cachedInput,
				@Nullable BigDecimal cacheWrite, @Nullable BigDecimal cacheWriteHour) {
			BigDecimal write = (cacheWrite != null) ? cacheWrite : input;
			return new Rates(input, output, (cachedInput != null) ? cachedInput : input, write,
					(cacheWriteHour != null) ? cacheWriteHour : write);
		}

		private static BigDecimal checked(BigDecimal rate, String name) {
			Objects.requireNonNull(rate, () -> "'" + name + "' must not be null");
			BigDecimal plain = rate.stripTrailingZeros();
			if (rate.signum() < 0 || plain.scale() > DECIMALS) {
				throw new IllegalArgumentException("'" + name + "' must be at least 0 and have at most " + DECIMALS
						+ " decimals, but is " + rate.toPlainString() + "; give USD per million tokens");
			}
			return (plain.scale() < 0) ? plain.setScale(0) : plain;
		}

		void checkTimes(BigDecimal factor) {
			for (BigDecimal rate : List.of(this.input, this.output, this.cachedInput, this.cacheWrite,
					this.cacheWriteHour)) {
				if (rate.multiply(factor).stripTrailingZeros().scale() > DECIMALS) {
					throw new IllegalArgumentException(
							"The rate " + rate.toPlainString() + ", multiplied with " + factor.toPlainString()
									+ " for a service tier or region, has more than " + DECIMALS + " decimals");
				}
			}
		}

		BigDecimal cost(BilledTokens tokens) {
			return times(this.input, tokens.uncached()).add(times(this.cachedInput, tokens.cached()))
				.add(times(this.cacheWrite, tokens.written()))
				.add(times(this.cacheWriteHour, tokens.writtenForAnHour()))
				.add(times(this.output, tokens.output()))
				.movePointLeft(DECIMALS);
		}

		BigDecimal worstCase(long inputTokens, long maxTokens, boolean hourCache) {
			BigDecimal prompt = this.input.max(this.cachedInput).max(this.cacheWrite);
			return times(hourCache ? prompt.max(this.cacheWriteHour) : prompt, inputTokens)
				.add(times(this.output, maxTokens))
				.movePointLeft(DECIMALS);
		}

		private static BigDecimal times(BigDecimal rate, long tokens) {
			return rate.multiply(BigDecimal.valueOf(tokens));
		}

	}

	/**
	 * Other rates for the whole request, if its prompt is long.
	 *
	 * @param above the tokens above which a prompt is long, cached and cache-written ones
	 * included
	 * @param rates the rates
	 */
	public record LongPrompt(long above, Rates rates) {

		public LongPrompt {
			if (above < 1) {
				throw new IllegalArgumentException("'above' must be at least 1, but is " + above
						+ "; give the tokens up to which the ordinary rates are paid");
			}
			Objects.requireNonNull(rates, "'rates' must not be null");
		}

	}

}
