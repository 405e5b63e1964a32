package io.llmresilience.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatCall.InterruptionMode;
import io.llmresilience.ChatCall.Wire;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.ChatRequest;
import io.llmresilience.Content;
import io.llmresilience.Message;
import io.llmresilience.TestCalls;
import io.llmresilience.WatchedTimer;
import io.llmresilience.history.HistorySettings.Strategy;
import io.llmresilience.history.HistorySettings.Summary;
import io.llmresilience.model.ModelSpec;

/**
 * A compressor with a scripted summarizer and virtual time. A letter is a token.
 * Summaries have 50 tokens at most, and together with what stands around them about 300.
 */
final class SummaryLab {

	static final ModelSpec MODEL = new ModelSpec("cheap/one", true, 100_000, 4096, Set.of());

	final WatchedTimer timer = new WatchedTimer();

	final List<ChatCall> asked = new ArrayList<>();

	SummaryStore store = new MemorySummaryStore(100, 100_000);

	ModelSpec model = MODEL;

	Double keepShare;

	Function<ChatCall, Flux<ChatEvent>> answer = (call) -> say("summary " + this.asked.size());

	private SummarizingCompressor compressor;

	SummarizingCompressor compressor() {
		if (this.compressor == null) {
			ChatExchange exchange = (call) -> Flux.defer(() -> {
				this.asked.add(call);
				return this.answer.apply(call);
			});
			SummaryRoute route = new SummaryRoute(exchange, this.model, new CharacterCounter(true), new Random(1));
			this.compressor = new SummarizingCompressor(settings(), route, this.store, this.timer, this.timer,
					Schedulers.immediate());
		}
		return this.compressor;
	}

	HistorySettings settings() {
		return new HistorySettings(Strategy.SUMMARIZE, 1, this.keepShare,
				new Summary("cheap/one", 50, 0.3, Duration.ofSeconds(30)));
	}

	/**
	 * Forget all but the store, as a restart does.
	 */
	void restart() {
		this.compressor = null;
	}

	static Flux<ChatEvent> say(String text) {
		return Flux.just(TestCalls.completed(text));
	}

	Mono<CompressedHistory> compress(List<Message> messages, long limit) {
		return compress(TestCalls.of(ChatRequest.of(messages), Wire.WHOLE, InterruptionMode.FAIL), limit);
	}

	Mono<CompressedHistory> compress(ChatCall call, long limit) {
		return Mono.defer(() -> compressor().compress(conversation(call, limit)));
	}

	static Conversation conversation(List<Message> messages, long limit) {
		return conversation(TestCalls.of(ChatRequest.of(messages), Wire.WHOLE, InterruptionMode.FAIL), limit);
	}

	private static Conversation conversation(ChatCall call, long limit) {
		CharacterCounter counter = new CharacterCounter(true);
		return new Conversation(call, "dear/one", limit, (message) -> counter.count(message, MODEL));
	}

	/**
	 * Return a conversation of turns whose user says u1, u2 and so on, of 100 tokens
	 * each.
	 */
	static List<Message> turns(int count) {
		return turns("", count);
	}

	static List<Message> turns(String name, int count) {
		List<Message> messages = new ArrayList<>();
		for (int i = 1; i <= count; i++) {
			messages.add(Message.user(padded(name + "u" + i + " ")));
			if (i < count) {
				messages.add(Message.assistant(padded(name + "a" + i + " ")));
			}
		}
		return messages;
	}

	private static String padded(String text) {
		return text + ".".repeat(46 - text.length());
	}

	/**
	 * Return what the summarizer was told, by the number of the call from 0.
	 */
	String told(int call) {
		List<Message> messages = this.asked.get(call).request().messages();
		return ((Content.Text) messages.get(1).content().get(0)).text();
	}

	/**
	 * Return the block with the summary in a prompt.
	 */
	static String block(CompressedHistory history) {
		for (Message message : history.messages()) {
			if (message instanceof Message.User user) {
				return ((Content.Text) user.content().get(0)).text();
			}
		}
		throw new AssertionError("no user");
	}

	/**
	 * Return the first word of everything that was said by users, the summary left out.
	 */
	static List<String> users(CompressedHistory history) {
		return history.messages()
			.stream()
			.filter(Message.User.class::isInstance)
			.map((message) -> message.content().get(message.content().size() - 1))
			.map((piece) -> ((Content.Text) piece).text().split(" ")[0])
			.toList();
	}

}
