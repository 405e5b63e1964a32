package io.llmresilience.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntSupplier;

import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.Reply;

/**
 * The provider in a process of its own, so that the client's processor time and memory
 * can be told from the server's. Prints its base URL, answers {@code open} and
 * {@code arrivals} with a number.
 */
final class ProviderProcess {

	private ProviderProcess() {
	}

	/**
	 * Starts a provider.
	 * @param args {@code simulator} for the strict simulator of the test module,
	 * {@code canned} for a server that reads nothing and answers the same bytes for ever,
	 * {@code faulty} for a simulator that misbehaves
	 * @throws IOException if standard input cannot be read
	 */
	public static void main(String[] args) throws IOException {
		if (args[0].equals("canned")) {
			CannedProvider provider = CannedProvider.start();
			System.out.println(provider.baseUrl());
			answer(Map.of());
			return;
		}
		try (LlmProviderSimulator simulator = LlmProviderSimulator.builder()
			.recordRequests(false)
			.defaultReply(Reply.text(Samples.ANSWER))
			.start()) {
			if (args[0].equals("faulty")) {
				misbehave(simulator);
			}
			System.out.println(simulator.openAiBaseUrl());
			answer(Map.of("open", simulator::openExchanges, "arrivals", simulator::arrivals));
		}
	}

	private static void misbehave(LlmProviderSimulator simulator) {
		simulator.always(Reply.text(Samples.ANSWER).tokensPerSecond(2000));
		simulator.sometimes(0.02, Reply.reset());
		simulator.sometimes(0.02, Reply.closeBeforeHeaders());
		simulator.sometimes(0.02, Reply.text(Samples.ANSWER).cutAfterTokens(0));
		simulator.sometimes(0.05, Reply.text(Samples.ANSWER).cutAfterTokens(11));
		simulator.sometimes(0.05, Reply.text(Samples.ANSWER).resetAfterTokens(7));
		simulator.sometimes(0.03, Reply.text(Samples.ANSWER).endAfterTokens(20));
		simulator.sometimes(0.03, Reply.text(Samples.ANSWER).badJsonAfterTokens(5));
		simulator.sometimes(0.03, Reply.text(Samples.ANSWER).errorEventAfterTokens(9, "server_error"));
		simulator.sometimes(0.03, Reply.text(Samples.ANSWER).stallAfterTokens(13));
		simulator.sometimes(0.02, Reply.noHeaders());
		simulator.sometimes(0.02, Reply.htmlOk());
		simulator.sometimes(0.02, Reply.html(502));
		simulator.sometimes(0.05, Reply.status(503).header("retry-after-ms", "20"));
		simulator.sometimes(0.05, Reply.text(Samples.ANSWER).splitBytes());
		simulator.sometimes(0.05, Reply.text(Samples.ANSWER).withoutDone());
	}

	private static void answer(Map<String, IntSupplier> numbers) throws IOException {
		BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String question = questions.readLine(); question != null; question = questions.readLine()) {
			System.out.println(Objects.requireNonNull(numbers.get(question), question).getAsInt());
		}
	}

}
