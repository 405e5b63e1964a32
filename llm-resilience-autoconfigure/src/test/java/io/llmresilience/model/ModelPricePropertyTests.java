package io.llmresilience.model;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.llmresilience.ChatResponse.Service;
import io.llmresilience.Usage;
import io.llmresilience.model.ModelPrice.LongPrompt;
import io.llmresilience.model.ModelPrice.Rates;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What must be true of every price and every usage.
 */
class ModelPricePropertyTests {

	private static final int ROUNDS = 400;

	private static final long MICROS = 1_000_000;

	static LongStream seeds() {
		return LongStream.of(1, 7, 20261126, System.identityHashCode(new Object()));
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void costIsTheExactSumOfItsParts(long seed) {
		Random random = new Random(seed);
		for (int i = 0; i < ROUNDS; i++) {
			long[] micros = random.longs(5, 0, 200 * MICROS).toArray();
			long[] tokens = random.longs(5, 0, 1_000_000).toArray();
			BigInteger expected = BigInteger.ZERO;
			for (int part = 0; part < 5; part++) {
				expected = expected.add(BigInteger.valueOf(micros[part]).multiply(BigInteger.valueOf(tokens[part])));
			}
			BigDecimal cost = cost(new ModelPrice(rates(micros)), usage(tokens));
			assertThat(cost.movePointRight(12).toBigIntegerExact()).as("seed %d, round %d", seed, i)
				.isEqualTo(expected);
			assertThat(ModelPrice.toPicoUsd(cost)).as("seed %d, round %d", seed, i)
				.isEqualTo(expected.longValueExact());
		}
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void costOfTwoCallsIsThatOfBothTogether(long seed) {
		Random random = new Random(seed);
		for (int i = 0; i < ROUNDS; i++) {
			ModelPrice price = new ModelPrice(rates(random.longs(5, 0, 200 * MICROS).toArray()));
			long[] one = random.longs(5, 0, 100_000).toArray();
			long[] other = random.longs(5, 0, 100_000).toArray();
			long[] both = new long[5];
			for (int part = 0; part < 5; part++) {
				both[part] = one[part] + other[part];
			}
			assertThat(cost(price, usage(one)).add(cost(price, usage(other)))).as("seed %d, round %d", seed, i)
				.isEqualByComparingTo(cost(price, usage(both)));
		}
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void costIsNeverNegativeHoweverOddTheCounts(long seed) {
		Random random = new Random(seed);
		for (int i = 0; i < ROUNDS; i++) {
			long[] odd = random.longs(5, -1000, 1000).toArray();
			Usage usage = new Usage(odd[0], odd[1], odd[2], odd[3], null, odd[4]);
			BigDecimal cost = anyPrice(random).cost(usage, Service.UNKNOWN);
			assertThat(cost == null).as("seed %d, round %d", seed, i).isEqualTo(odd[0] < 0 || odd[1] < 0);
			assertThat(cost == null || cost.signum() >= 0).as("seed %d, round %d", seed, i).isTrue();
		}
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void nothingWithinTheEstimateCostsMoreThanTheWorstCase(long seed) {
		Random random = new Random(seed);
		for (int i = 0; i < ROUNDS; i++) {
			ModelPrice price = anyPrice(random);
			long[] tokens = random.longs(5, 0, 200).toArray();
			tokens[3] = 0;
			Usage usage = usage(tokens);
			long estimate = Objects.requireNonNull(usage.inputTokens()) + random.nextInt(100);
			BigDecimal worst = price.worstCase(estimate, tokens[4] + random.nextInt(100));
			assertThat(cost(price, usage)).as("seed %d, round %d", seed, i).isLessThanOrEqualTo(worst);
		}
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void factorOfATierIsThatOfTheWholeCost(long seed) {
		Random random = new Random(seed);
		for (int i = 0; i < ROUNDS; i++) {
			ModelPrice price = anyPrice(random);
			Usage usage = usage(random.longs(5, 0, 100_000).toArray());
			assertThat(Objects.requireNonNull(price.cost(usage, new Service("flex", "us"))))
				.as("seed %d, round %d", seed, i)
				.isEqualByComparingTo(cost(price, usage).multiply(new BigDecimal("0.55")));
		}
	}

	private static BigDecimal cost(ModelPrice price, Usage usage) {
		return Objects.requireNonNull(price.cost(usage, Service.UNKNOWN));
	}

	/**
	 * A price whose rates keep six decimals also after two factors of one decimal each.
	 */
	private static ModelPrice anyPrice(Random random) {
		Rates rates = rates(random.longs(5, 0, 2_000_000).map((rate) -> rate * 100).toArray());
		Rates dear = rates(random.longs(5, 0, 2_000_000).map((rate) -> rate * 100).toArray());
		return new ModelPrice(rates, random.nextBoolean() ? new LongPrompt(1 + random.nextInt(500), dear) : null,
				new ServiceFactors(Map.of("flex", new BigDecimal("0.5")), Map.of("us", new BigDecimal("1.1"))));
	}

	private static Rates rates(long[] micros) {
		return new Rates(BigDecimal.valueOf(micros[0], 6), BigDecimal.valueOf(micros[4], 6),
				BigDecimal.valueOf(micros[1], 6), BigDecimal.valueOf(micros[2], 6), BigDecimal.valueOf(micros[3], 6));
	}

	/**
	 * The usage of a prompt with uncached, cached, written and for an hour written parts,
	 * and an answer.
	 */
	private static Usage usage(long[] tokens) {
		return new Usage(tokens[0] + tokens[1] + tokens[2] + tokens[3], tokens[4], tokens[1], tokens[2] + tokens[3],
				null, tokens[3]);
	}

}
