package io.llmresilience.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * Compares a call through {@code ChatService} with a bare {@code WebClient} call to the
 * same server: throughput of 64 concurrent callers, processor time and memory per call.
 */
public final class ChatServiceBenchmark {

	private static final List<String> SERVER_OPTIONS = List.of("-Xms512m", "-Xmx512m", "-XX:+UseParallelGC");

	private static final List<String> CLIENT_OPTIONS = List.of("-Xms1g", "-Xmx1g", "-XX:+UseParallelGC");

	private ChatServiceBenchmark() {
	}

	/**
	 * Runs the comparison.
	 * @param args {@code simulator} or {@code canned} as the provider; forks; rounds of
	 * each variant in a fork; milliseconds of a round; a part of the names of the
	 * variants to run
	 */
	public static void main(String[] args) {
		String provider = argument(args, 0, "simulator");
		int forks = Integer.parseInt(argument(args, 1, "3"));
		List<Round> rounds = new ArrayList<>();
		for (int i = 0; i < forks; i++) {
			try (ChildProcess server = ChildProcess.start(ProviderProcess.class, SERVER_OPTIONS, provider);
					ChildProcess client = ChildProcess.start(LoadClient.class, CLIENT_OPTIONS, server.firstLine(),
							argument(args, 3, "1000"), argument(args, 2, "10"), argument(args, 4, "-"))) {
				read(client, rounds);
			}
		}
		System.out.println(new Report(rounds));
	}

	private static void read(ChildProcess client, List<Round> rounds) {
		for (String line = client.readLine(); line != null; line = client.readLine()) {
			if (line.startsWith("round ")) {
				rounds.add(Round.parse(line));
			}
		}
	}

	private static String argument(String[] args, int index, String defaultValue) {
		return (index < args.length) ? args[index] : defaultValue;
	}

}
