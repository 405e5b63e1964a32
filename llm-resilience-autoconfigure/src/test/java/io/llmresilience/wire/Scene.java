package io.llmresilience.wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.llmresilience.ChatCall.InterruptionMode;
import io.llmresilience.ChatCall.Wire;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatRequest;
import io.llmresilience.ChatResponse;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;
import io.llmresilience.test.Dialect;
import io.llmresilience.test.ReceivedRequest;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two providers, the one that is asked first broken in some way, and a stream of sixty
 * tokens as the canonical answer.
 *
 * @param primary the provider that is asked first
 * @param mode what happens when a stream breaks
 * @param chat the providers and the service
 */
record Scene(Dialect primary, InterruptionMode mode, SimulatedChat chat) {

	static final String ANSWER = IntStream.rangeClosed(1, 60)
		.mapToObj((number) -> "word" + number)
		.collect(Collectors.joining(" "));

	static final Reply GOOD = Reply.text(ANSWER).usage(20, 60);

	static SimulatedChat start(Dialect primary, String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.add("chat.routes=" + route(primary) + "," + route(other(primary)));
		return SimulatedChat.start(all.toArray(String[]::new));
	}

	static Stream<Scene> of(SimulatedChat openAiFirst, SimulatedChat anthropicFirst) {
		return Stream.of(InterruptionMode.values())
			.flatMap((mode) -> Stream.of(new Scene(Dialect.OPENAI, mode, openAiFirst),
					new Scene(Dialect.ANTHROPIC, mode, anthropicFirst)));
	}

	private static Dialect other(Dialect dialect) {
		return (dialect == Dialect.OPENAI) ? Dialect.ANTHROPIC : Dialect.OPENAI;
	}

	private static String route(Dialect dialect) {
		return (dialect == Dialect.OPENAI) ? SimulatedChat.OPENAI : SimulatedChat.ANTHROPIC;
	}

	String firstRoute() {
		return route(this.primary);
	}

	String nextRoute() {
		return route(other(this.primary));
	}

	/**
	 * Break the first answer of the primary provider.
	 */
	Scene once(Reply fault) {
		reset();
		this.chat.simulator().enqueue(fault);
		return this;
	}

	/**
	 * Break all answers of the primary provider.
	 */
	Scene always(Reply fault) {
		reset();
		this.chat.with(this.primary, fault);
		return this;
	}

	private void reset() {
		this.chat.reset();
		this.chat.simulator().always(GOOD);
	}

	Outcome ask() {
		return this.chat.ask(ChatRequest.builder().user("Why is the sky blue?").onInterruption(this.mode).build(),
				Wire.STREAMED);
	}

	long tries() {
		return this.chat.arrivals(this.primary);
	}

	List<ReceivedRequest> requestsOfTheNext() {
		return this.chat.simulator()
			.requests()
			.stream()
			.filter((request) -> request.dialect() != this.primary)
			.toList();
	}

	/**
	 * The whole answer has come, without a seam.
	 */
	ChatResponse assertAnsweredBy(String route, Outcome outcome) {
		assertThat(outcome.events()).noneMatch(ChatEvent.Restarted.class::isInstance);
		return assertWhole(route, outcome);
	}

	private static ChatResponse assertWhole(String route, Outcome outcome) {
		ChatResponse response = outcome.response();
		assertThat(response.text()).isEqualTo(ANSWER).isEqualTo(lastText(outcome));
		assertThat(response.origin().route()).isEqualTo(route);
		assertThat(response.usage().outputTokens()).isEqualTo(60);
		return response;
	}

	/**
	 * The whole answer has come: nobody notices in mode buffer, with visible seams in
	 * mode restart. In mode fail it ends with the text so far and with a reason.
	 */
	void assertMadeGoodBy(String route, int tokens, FailureKind kind, Outcome outcome) {
		switch (this.mode) {
			case BUFFER -> assertAnsweredBy(route, outcome);
			case RESTART -> {
				assertThat(outcome.events()).filteredOn(ChatEvent.Restarted.class::isInstance)
					.isNotEmpty()
					.allMatch((seam) -> ((ChatEvent.Restarted) seam).reason() == kind);
				assertWhole(route, outcome);
			}
			case FAIL -> assertEndedSafely(tokens, kind, outcome);
		}
	}

	private void assertEndedSafely(int tokens, FailureKind kind, Outcome outcome) {
		LlmException problem = outcome.problem();
		assertThat(problem.kind()).isEqualTo(kind);
		assertThat(problem.route()).isEqualTo(firstRoute());
		assertThat(problem.partialText()).isEqualTo(outcome.text()).isNotEqualTo(ANSWER);
		assertThat(outcome.text().split(" ")).hasSize(tokens);
	}

	private static String lastText(Outcome outcome) {
		StringBuilder text = new StringBuilder();
		for (ChatEvent event : outcome.events()) {
			if (event instanceof ChatEvent.Restarted) {
				text.setLength(0);
			}
			else if (event instanceof ChatEvent.TextDelta delta) {
				text.append(delta.text());
			}
		}
		return text.toString();
	}

	/**
	 * What has gone wrong leaves nothing behind.
	 */
	void assertNextCallWorks() {
		reset();
		assertAnsweredBy(firstRoute(), ask());
	}

	void assertEndsWithin(Duration limit, Outcome outcome) {
		assertThat(outcome.took()).isLessThan(limit);
	}

	@Override
	public String toString() {
		return this.primary + " first, " + this.mode;
	}

}
