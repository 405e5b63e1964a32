package io.llmresilience.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import io.llmresilience.ChatRequest;
import io.llmresilience.Content;
import io.llmresilience.Message;

/**
 * What it costs to count a conversation of about 100,000 tokens again after one more
 * message: below a millisecond, also if the application builds all messages anew for
 * every request. The new message has 2 KB and was never seen before. The heap is small
 * and touched beforehand, since a megabyte of copies for each count would otherwise
 * measure the operating system.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = { "-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch" })
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class TokenCounterBenchmark {

	private static final int MESSAGES = 200;

	private static final int CHARACTERS = 2000;

	private static final Map<String, String> MODELS = Map.of("exact", "openai/gpt-4o", "estimated",
			"anthropic/claude-sonnet-5-5");

	private static final String[] WORDS = ("the bridge had been repaired twice before winter came and nobody could say "
			+ "how much it would cost although three engineers looked at its pillars")
		.split(" ");

	private final Random random = new Random(20261126);

	private final TokenCounter counter = TokenCounter.openAi(new TokenEstimators());

	private final List<Message> conversation = new ArrayList<>();

	/**
	 * How tokens are counted.
	 */
	@Param({ "exact", "estimated" })
	public String counting = "exact";

	private ModelSpec model = new ModelSpec("openai/gpt-4o", true, 128_000, 4096, Set.of());

	/**
	 * Write the conversation and count it once.
	 */
	@Setup
	public void writeConversation() {
		this.model = new ModelSpec(MODELS.getOrDefault(this.counting, "?/?"), true, 128_000, 4096, Set.of());
		for (int i = 0; i < MESSAGES; i++) {
			this.conversation.add(newMessage());
		}
		this.counter.count(ChatRequest.of(this.conversation), this.model);
	}

	/**
	 * Count after one more message.
	 * @return the tokens
	 */
	@Benchmark
	public long kept() {
		return count(new ArrayList<>(this.conversation));
	}

	/**
	 * Count after one more message, all others being equal copies; the time for copying
	 * them is included.
	 * @return the tokens
	 */
	@Benchmark
	public long rebuilt() {
		return count(copies());
	}

	/**
	 * Only copy the messages and write the new one.
	 * @return the messages
	 */
	@Benchmark
	public ChatRequest onlyRebuild() {
		return ChatRequest.of(copies());
	}

	private long count(List<Message> messages) {
		messages.add(newMessage());
		return this.counter.count(ChatRequest.of(messages), this.model);
	}

	private List<Message> copies() {
		List<Message> copies = new ArrayList<>(MESSAGES + 1);
		for (Message message : this.conversation) {
			String text = ((Content.Text) message.content().get(0)).text();
			copies.add(Message.user(new String(text.toCharArray())));
		}
		return copies;
	}

	private Message newMessage() {
		StringBuilder text = new StringBuilder(CHARACTERS + 20);
		while (text.length() < CHARACTERS) {
			text.append(WORDS[this.random.nextInt(WORDS.length)]).append(' ');
		}
		return Message.user(text.toString());
	}

}
