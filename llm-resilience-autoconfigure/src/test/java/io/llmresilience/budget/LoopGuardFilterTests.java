package io.llmresilience.budget;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.llmresilience.CallRefusedException;
import io.llmresilience.ChatCall;
import io.llmresilience.ChatCall.InterruptionMode;
import io.llmresilience.ChatCall.Wire;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatRequest;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException.Sent;
import io.llmresilience.Message;
import io.llmresilience.WatchedTimer;
import io.llmresilience.budget.BudgetSettings.LoopGuard;
import io.llmresilience.budget.BudgetSettings.Mode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which calls the guard lets through.
 */
@ExtendWith(OutputCaptureExtension.class)
class LoopGuardFilterTests {

	private static final Duration WINDOW = Duration.ofMinutes(1);

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private final WatchedTimer timer = new WatchedTimer();

	private final List<ChatCall> sent = new ArrayList<>();

	@Test
	void whenRequestIsRepeatedTooOftenShouldRefuse() {
		LoopGuardFilter guard = guard(2, null, Mode.ENFORCE);
		ChatRequest request = ChatRequest.of("secret words");
		passes(guard, request, 3);
		StepVerifier.create(filter(guard, request)).expectErrorSatisfies((failure) -> {
			assertThat(failure).isInstanceOfSatisfying(CallRefusedException.class, (refusal) -> {
				assertThat(refusal.kind()).isEqualTo(FailureKind.LOOP_DETECTED);
				assertThat(refusal.retryable()).isFalse();
				assertThat(refusal.sent()).isEqualTo(Sent.NO);
			});
			assertThat(failure)
				.hasMessage("an identical request was repeated 2 times within 60 s; find out what sends it again and "
						+ "again, or raise 'llm.resilience.budget.loop-guard.max-repeats'");
		}).verify(LIMIT);
		assertThat(this.sent).hasSize(3);
	}

	@Test
	void whenWindowHasPassedShouldLetItPassAgain() {
		LoopGuardFilter guard = guard(1, null, Mode.ENFORCE);
		passes(guard, ChatRequest.of("Hi"), 2);
		this.timer.pass(WINDOW.toMillis());
		passes(guard, ChatRequest.of("Hi"), 2);
		refuses(guard, ChatRequest.of("Hi"));
	}

	@Test
	void whenRefusedShouldNotCount() {
		LoopGuardFilter guard = guard(1, null, Mode.ENFORCE);
		passes(guard, ChatRequest.of("Hi"), 2);
		this.timer.pass(WINDOW.toMillis() - 1);
		refuses(guard, ChatRequest.of("Hi"));
		this.timer.pass(1);
		passes(guard, ChatRequest.of("Hi"), 2);
	}

	@Test
	void whenRequestsDifferShouldLetThemPass() {
		LoopGuardFilter guard = guard(1, null, Mode.ENFORCE);
		for (int i = 0; i < 50; i++) {
			passes(guard, ChatRequest.of("Question " + i), 2);
		}
	}

	@Test
	void whenConversationGoesOnWithResultsOfToolsTooOftenShouldRefuse() {
		LoopGuardFilter guard = guard(null, 3, Mode.ENFORCE);
		for (int turn = 1; turn <= 3; turn++) {
			passes(guard, afterTools(turn), 1);
		}
		StepVerifier.create(filter(guard, afterTools(4)))
			.expectErrorMessage("one conversation went on with results of tools 3 times within 60 s; find out why the "
					+ "model never comes to an end, or raise 'llm.resilience.budget.loop-guard.max-tool-turns'")
			.verify(LIMIT);
	}

	@Test
	void whenPeopleGoOnWithAConversationShouldNotCount() {
		LoopGuardFilter guard = guard(null, 1, Mode.ENFORCE);
		List<Message> messages = new ArrayList<>(List.of(Message.user("Hi")));
		for (int turn = 0; turn < 20; turn++) {
			passes(guard, ChatRequest.of(messages), 1);
			messages.add(Message.assistant("Well"));
			messages.add(Message.user("And then?"));
		}
	}

	@Test
	void whenConversationsDifferByLabelShouldCountThemApart() {
		LoopGuardFilter guard = guard(null, 1, Mode.ENFORCE);
		passes(guard, afterTools(1).mutate().label("session", "1").build(), 1);
		passes(guard, afterTools(1).mutate().label("session", "2").build(), 1);
		refuses(guard, afterTools(2).mutate().label("session", "1").build());
	}

	@Test
	void whenItOnlyObservesShouldLetAllPassAndWarnOnce(CapturedOutput output) {
		LoopGuardFilter guard = guard(1, null, Mode.OBSERVE);
		passes(guard, ChatRequest.of("secret words"), 10);
		assertThat(output.toString().split("was repeated", -1)).hasSize(2);
		assertThat(output).contains("WARN").doesNotContain("secret");
	}

	@Test
	void whenSubscribedAgainShouldCountAgain() {
		Flux<ChatEvent> call = filter(guard(1, null, Mode.ENFORCE), ChatRequest.of("Hi"));
		StepVerifier.create(call.concatWith(call)).expectComplete().verify(LIMIT);
		StepVerifier.create(call).expectError(CallRefusedException.class).verify(LIMIT);
	}

	private LoopGuardFilter guard(@Nullable Integer repeats, @Nullable Integer toolTurns, Mode mode) {
		return new LoopGuardFilter(new LoopGuard(repeats, toolTurns, WINDOW, mode), this.timer);
	}

	private static ChatRequest afterTools(int turns) {
		List<Message> messages = new ArrayList<>(List.of(Message.user("What is the weather?")));
		for (int turn = 0; turn < turns; turn++) {
			messages.add(Message.assistant("I look"));
			messages.add(Message.toolResult("call_" + turn, "sunny"));
		}
		return ChatRequest.of(messages);
	}

	private void passes(LoopGuardFilter guard, ChatRequest request, int times) {
		for (int i = 0; i < times; i++) {
			StepVerifier.create(filter(guard, request)).expectComplete().verify(LIMIT);
		}
	}

	private void refuses(LoopGuardFilter guard, ChatRequest request) {
		StepVerifier.create(filter(guard, request)).expectError(CallRefusedException.class).verify(LIMIT);
	}

	private Flux<ChatEvent> filter(LoopGuardFilter guard, ChatRequest request) {
		ChatCall call = new ChatCall(request, this.timer.instant(), this.timer.instant().plus(LIMIT), Wire.WHOLE,
				InterruptionMode.FAIL);
		return guard.filter(call, (passed) -> {
			this.sent.add(passed);
			return Flux.empty();
		});
	}

}
