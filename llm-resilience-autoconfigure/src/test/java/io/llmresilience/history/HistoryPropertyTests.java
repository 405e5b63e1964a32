package io.llmresilience.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import io.llmresilience.CallRefusedException;
import io.llmresilience.ChatCall;
import io.llmresilience.ChatCall.InterruptionMode;
import io.llmresilience.ChatCall.Wire;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatExchange;
import io.llmresilience.ChatRequest;
import io.llmresilience.FailureKind;
import io.llmresilience.Message;
import io.llmresilience.TestCalls;
import io.llmresilience.history.HistorySettings.Strategy;
import io.llmresilience.history.HistorySettings.Summary;
import io.llmresilience.model.ModelSpec;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds what {@link HistoryFilter} sends of random conversations against the
 * {@link HistoryRules}.
 */
class HistoryPropertyTests {

	private static final int[] WINDOWS = { 300, 1000, 3000, 10_000, 100_000 };

	private static final int MAX_TOKENS = 100;

	private final CharacterCounter counter = new CharacterCounter(true);

	private final long seed = new Random().nextLong();

	private final Random random = new Random(this.seed);

	private final List<ChatCall> sent = new ArrayList<>();

	private int shortened;

	private int refused;

	@ParameterizedTest
	@EnumSource(Share.class)
	void whatIsSentShouldKeepTheRules(Share share) {
		for (int i = 0; i < 1000; i++) {
			List<Message> messages = RandomConversations.draw(this.random, 1 + this.random.nextInt(40));
			for (int window : WINDOWS) {
				check(messages, window, share, "seed " + this.seed + ", conversation " + i + ", window " + window);
			}
		}
		assertThat(this.shortened).isGreaterThan(500);
		assertThat(this.refused).isBetween(1, 1500);
	}

	private void check(List<Message> messages, int window, Share share, String as) {
		ModelSpec model = new ModelSpec("one/a", true, window, MAX_TOKENS, Set.of());
		ChatRequest request = ChatRequest.builder().messages(messages).maxTokens(MAX_TOKENS).build();
		HistoryFilter filter = filter(model, share);
		List<Message> after = send(filter, request);
		if (after == null) {
			this.refused++;
			assertThat(tokens(HistoryFilter.least(messages))).as(as).isGreaterThan(window - MAX_TOKENS);
			return;
		}
		HistoryRules.check(messages, after, as);
		assertThat(tokens(after)).as(as).isLessThanOrEqualTo(window - MAX_TOKENS);
		assertThat(send(filter, request.mutate().messages(after).build())).as(as).isEqualTo(after);
		if (tokens(messages) <= 0.98 * (window - MAX_TOKENS)) {
			assertThat(after).as(as).isSameAs(request.messages());
		}
		else if (after.size() < messages.size()) {
			this.shortened++;
		}
	}

	private HistoryFilter filter(ModelSpec model, Share share) {
		HistorySettings settings = new HistorySettings(Strategy.SLIDING_WINDOW, share.keepLast, share.keepShare,
				Summary.NONE);
		return new HistoryFilter(model, this.counter, HistoryCompressor.slidingWindow(settings), settings,
				Schedulers.immediate());
	}

	/**
	 * Return what was sent, {@code null} if nothing was.
	 */
	private List<Message> send(HistoryFilter filter, ChatRequest request) {
		ChatExchange next = (call) -> {
			this.sent.add(call);
			return Flux.just(TestCalls.completed("yes"));
		};
		this.sent.clear();
		try {
			ChatEvent last = filter.filter(TestCalls.of(request, Wire.WHOLE, InterruptionMode.FAIL), next).blockLast();
			assertThat(last).isInstanceOf(ChatEvent.Completed.class);
			assertThat(this.sent).hasSize(1);
			return this.sent.get(0).request().messages();
		}
		catch (CallRefusedException ex) {
			assertThat(ex.kind()).isEqualTo(FailureKind.CONTEXT_WINDOW_EXCEEDED);
			assertThat(this.sent).isEmpty();
			return null;
		}
	}

	private long tokens(List<Message> messages) {
		return this.counter.count(ChatRequest.of(messages), new ModelSpec("one/a", true, 1, 1, Set.of()));
	}

	enum Share {

		ALL_THAT_FIT(1, null), IN_BATCHES(1, 0.5), AT_LEAST_THREE_TURNS(3, 0.3);

		private final int keepLast;

		private final Double keepShare;

		Share(int keepLast, Double keepShare) {
			this.keepLast = keepLast;
			this.keepShare = keepShare;
		}

	}

}
