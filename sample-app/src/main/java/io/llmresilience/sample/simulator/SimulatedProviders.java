package io.llmresilience.sample.simulator;

import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.llmresilience.test.Dialect;
import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.Reply;

/**
 * Both providers, simulated: they answer at a human speed until they are broken.
 */
class SimulatedProviders implements AutoCloseable {

	private static final int TOKENS_PER_SECOND = 40;

	/**
	 * Whom the sample asks first unless it is told otherwise.
	 */
	private static final Dialect FIRST = Dialect.ANTHROPIC;

	private static final Reply[] ANSWERS = Stream.of(
			"Hello! I am the simulator, not a real model: this application has no API key yet. Everything between "
					+ "you and me is real, though. Break me with the buttons above and watch what happens to your call.",
			"A good question. A real model would know; I only pretend to be a provider, at some forty words per second. "
					+ "What you see here travelled over HTTP as server-sent events, was decoded, timed and counted.",
			"The simulator again. When a provider is overloaded, the call waits a little and tries again, and you only "
					+ "notice a short pause. When it falls silent, the call ends with a reason instead of hanging.",
			"Still simulated, still friendly. Nothing is ever said twice: once words have reached you, a broken stream "
					+ "ends with an error that keeps the words so far, and is not started over behind your back.")
		.map((text) -> Reply.text(text).tokensPerSecond(TOKENS_PER_SECOND))
		.toArray(Reply[]::new);

	private final LlmProviderSimulator simulator;

	private volatile @Nullable SimulatorFault fault;

	private SimulatedProviders(LlmProviderSimulator simulator) {
		this.simulator = simulator;
		recover();
	}

	static SimulatedProviders start() {
		return new SimulatedProviders(LlmProviderSimulator.builder().recordRequests(false).start());
	}

	LlmProviderSimulator simulator() {
		return this.simulator;
	}

	Map<String, String> properties() {
		return Map.of("llm.resilience.providers.openai.base-url", this.simulator.openAiBaseUrl(),
				"llm.resilience.providers.openai.api-key", this.simulator.apiKey(),
				"llm.resilience.providers.anthropic.base-url", this.simulator.anthropicBaseUrl(),
				"llm.resilience.providers.anthropic.api-key", this.simulator.apiKey());
	}

	/**
	 * Breaks every answer from now on. Blocks.
	 */
	final void breakWith(SimulatorFault fault) {
		this.simulator.reset();
		if (fault == SimulatorFault.FIRST_DOWN) {
			this.simulator.always(ANSWERS[0]);
			this.simulator.when((request) -> request.dialect() == FIRST, fault.reply());
		}
		else {
			this.simulator.always(fault.reply());
		}
		this.fault = fault;
	}

	/**
	 * Answers well from now on. Blocks.
	 */
	final void recover() {
		this.simulator.reset();
		this.simulator.everyNth(1, ANSWERS);
		this.fault = null;
	}

	final @Nullable SimulatorFault fault() {
		return this.fault;
	}

	@Override
	public void close() {
		this.simulator.close();
	}

}
