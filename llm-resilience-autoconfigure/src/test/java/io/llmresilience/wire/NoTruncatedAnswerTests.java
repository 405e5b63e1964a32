package io.llmresilience.wire;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.llmresilience.ChatCall.InterruptionMode;
import io.llmresilience.ChatCall.Wire;
import io.llmresilience.ChatRequestBuilder;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An answer is whole or no answer, wherever and however it breaks; drawn from seeds.
 */
class NoTruncatedAnswerTests {

	private static final SimulatedChat chat = SimulatedChat.start("retry.max-attempts=3", "retry.initial-interval=5ms",
			"retry.max-interval=5ms", "retry.quota.capacity=1000000", "timeout.first-token=300ms", "timeout.idle=100ms",
			"timeout.attempt=300ms");

	@AfterAll
	static void close() {
		chat.close();
	}

	static LongStream seeds() {
		return LongStream.range(0, 120);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void whateverBreaksNoAnswerShouldBeTruncatedOrRepeated(long seed) {
		Random random = new Random(seed);
		String text = text(random);
		List<Reply> replies = List.of(broken(text, random), broken(text, random), whole(text, random));
		chat.reset();
		chat.simulator().enqueue(replies.subList(random.nextInt(3), 3).toArray(Reply[]::new));
		chat.simulator().always(replies.get(2));
		check(ask(random), text, "seed %d, %s".formatted(seed, replies));
	}

	private static void check(Outcome outcome, String text, String description) {
		if (outcome.answered()) {
			assertThat(outcome.response().text()).as(description).isEqualTo(text);
			assertThat(outcome.text()).as(description).isIn("", text);
		}
		else {
			assertThat(text).as(description).startsWith(outcome.problem().partialText());
			assertThat(outcome.text()).as(description).isIn("", outcome.problem().partialText());
		}
	}

	private static Outcome ask(Random random) {
		ChatRequestBuilder request = SimulatedChat
			.to(random.nextBoolean() ? SimulatedChat.OPENAI : SimulatedChat.ANTHROPIC);
		return switch (random.nextInt(3)) {
			case 0 -> chat.ask(request.build(), Wire.WHOLE);
			case 1 -> chat.ask(request.build(), Wire.STREAMED);
			default -> chat.ask(request.onInterruption(InterruptionMode.BUFFER).build(), Wire.STREAMED);
		};
	}

	private static String text(Random random) {
		StringBuilder text = new StringBuilder("w0");
		int words = random.nextInt(12);
		for (int word = 1; word <= words; word++) {
			text.append(random.nextBoolean() ? " w" : "\n\u00fc\ud83d\ude00").append(word);
		}
		return text.toString();
	}

	private static Reply whole(String text, Random random) {
		Reply reply = Reply.text(text);
		return switch (random.nextInt(5)) {
			case 0 -> reply.crLf();
			case 1 -> reply.splitBytes();
			case 2 -> reply.withoutDone();
			case 3 -> reply.withoutUsage();
			default -> reply;
		};
	}

	private static Reply broken(String text, Random random) {
		Reply reply = whole(text, random);
		int after = random.nextInt(14);
		return switch (random.nextInt(10)) {
			case 0, 1 -> reply.cutAfterTokens(after);
			case 2, 3 -> reply.endAfterTokens(after);
			case 4 -> reply.resetAfterTokens(after);
			case 5 -> reply.errorEventAfterTokens(after, "overloaded_error");
			case 6, 7 -> reply.badJsonAfterTokens(after);
			case 8 -> (random.nextInt(4) == 0) ? reply.stallAfterTokens(after) : Reply.htmlOk();
			default -> Reply.status(500);
		};
	}

}
