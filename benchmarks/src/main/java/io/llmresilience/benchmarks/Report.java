package io.llmresilience.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Medians and quartiles of rounds. A ratio is the median of the ratios of neighbouring
 * rounds, so that what slows the whole machine down for a while cancels out.
 */
final class Report {

	private final Map<String, List<Round>> rounds = new LinkedHashMap<>();

	Report(List<Round> rounds) {
		rounds.forEach((round) -> this.rounds.computeIfAbsent(round.variant(), (name) -> new ArrayList<>()).add(round));
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder(
				String.format("%-20s %26s %26s %12s %24s%n", "variant", "calls/s", "cpu us/call", "KB/call", "ratio"));
		this.rounds.forEach((variant, measured) -> {
			String baseline = baseline(variant);
			text.append(String.format("%-20s %26s %26s %12.1f %24s%n", variant, spread(measured, Round::perSecond),
					spread(measured, Round::cpuMicros), median(measured, Round::bytes) / 1024,
					ratio(this.rounds.getOrDefault(baseline, measured), measured)));
		});
		return text.toString();
	}

	private static String baseline(String variant) {
		if (variant.startsWith("watch")) {
			return variant.replace("-on-", "-off-");
		}
		return variant.startsWith("whole") ? "whole-bare-string" : "stream-bare-sse";
	}

	private static String ratio(List<Round> baseline, List<Round> measured) {
		double[] ratios = new double[measured.size()];
		for (int i = 0; i < ratios.length; i++) {
			ratios[i] = measured.get(i).perSecond() / baseline.get(i).perSecond();
		}
		return String.format("%.3f [%.3f, %.3f]", quantile(ratios, 0.5), quantile(ratios, 0.25),
				quantile(ratios, 0.75));
	}

	private static String spread(List<Round> rounds, ToDoubleFunction<Round> figure) {
		double[] values = rounds.stream().mapToDouble(figure).toArray();
		return String.format("%.0f [%.0f, %.0f]", quantile(values, 0.5), quantile(values, 0.25),
				quantile(values, 0.75));
	}

	private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
		return quantile(rounds.stream().mapToDouble(figure).toArray(), 0.5);
	}

	private static double quantile(double[] values, double quantile) {
		double[] sorted = Arrays.stream(values).sorted().toArray();
		double position = quantile * (sorted.length - 1);
		int below = (int) position;
		int above = Math.min(below + 1, sorted.length - 1);
		return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
	}

}
