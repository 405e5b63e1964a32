package io.llmresilience.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;

import io.llmresilience.Content;
import io.llmresilience.FailureKind;
import io.llmresilience.Message;
import io.llmresilience.TestCalls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds what {@link SummarizingCompressor} makes of random conversations as they grow
 * against the {@link HistoryRules}.
 */
class SummaryPropertyTests {

	private static final int[] LIMITS = { 400, 800, 2000, 6000 };

	private final long seed = new Random().nextLong();

	private final Random random = new Random(this.seed);

	private int summarized;

	@ParameterizedTest
	@EnumSource
	void whatIsSentShouldKeepTheRules(Mood mood) {
		for (int i = 0; i < 300; i++) {
			SummaryLab lab = new SummaryLab();
			lab.answer = (call) -> (this.random.nextDouble() < mood.failures)
					? Flux.error(TestCalls.failure(FailureKind.OVERLOADED))
					: SummaryLab.say("words ".repeat(1 + this.random.nextInt(20)));
			List<Message> messages = RandomConversations.draw(this.random, 1 + this.random.nextInt(60));
			for (int limit : LIMITS) {
				grow(lab, messages, limit, "seed " + this.seed + ", conversation " + i + ", limit " + limit);
			}
		}
		assertThat(this.summarized).isGreaterThan(200);
	}

	/**
	 * Ask after some of the user's messages, the last one among them.
	 */
	private void grow(SummaryLab lab, List<Message> messages, int limit, String as) {
		for (int i = 0; i < messages.size(); i++) {
			boolean last = i == messages.size() - 1;
			if (last || (messages.get(i) instanceof Message.User && this.random.nextInt(4) == 0)) {
				check(lab, messages.subList(0, i + 1), limit, as + ", message " + i);
			}
		}
	}

	private void check(SummaryLab lab, List<Message> before, int limit, String as) {
		Conversation conversation = SummaryLab.conversation(before, limit);
		CompressedHistory history = lab.compressor().compress(conversation).block();
		if (conversation.tokens(before) <= limit) {
			assertThat(history.messages()).as(as).isEqualTo(before);
			return;
		}
		if (history == null || conversation.tokens(Turns.of(before).last()) > limit) {
			return;
		}
		assertThat(conversation.tokens(history.messages())).as(as).isLessThanOrEqualTo(limit);
		List<Message> kept = withoutSummary(history.messages(), before);
		HistoryRules.check(before, kept, as);
		assertThat(lab.compressor().compress(SummaryLab.conversation(history.messages(), limit)).block().messages())
			.as(as)
			.isEqualTo(history.messages());
	}

	/**
	 * Put the user's own message in the place of the one that has the summary.
	 */
	private List<Message> withoutSummary(List<Message> after, List<Message> before) {
		List<Message> kept = new ArrayList<>(after);
		for (int i = 0; i < kept.size(); i++) {
			Message message = kept.get(i);
			if (message instanceof Message.User && message.content().get(0) instanceof Content.Text text
					&& text.text().startsWith("<earlier-conversation-")) {
				this.summarized++;
				Message.User own = new Message.User(message.content().subList(1, message.content().size()));
				kept.set(i, original(own, before, kept.size() - i));
			}
		}
		return kept;
	}

	/**
	 * Find the message among those of the conversation, not further from its end.
	 */
	private static Message original(Message own, List<Message> before, int atLeastFromEnd) {
		for (int i = before.size() - atLeastFromEnd; i >= 0; i--) {
			if (before.get(i).equals(own)) {
				return before.get(i);
			}
		}
		throw new AssertionError("There was no such message");
	}

	enum Mood {

		WELL(0), MOODY(0.3);

		private final double failures;

		Mood(double failures) {
			this.failures = failures;
		}

	}

}
