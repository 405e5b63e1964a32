package io.llmresilience.wire;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.llmresilience.ChatCall.InterruptionMode;
import io.llmresilience.FailureKind;
import io.llmresilience.test.Dialect;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The scenarios that take long, with nothing scaled down. The only setting is
 * {@code timeout.first-token}, of ten seconds: with the default of thirty, a first token
 * after twenty seconds is waited for.
 */
@Tag("load")
class FullLengthScenarioTests {

	private static final SimulatedChat openAiFirst = Scene.start(Dialect.OPENAI, "timeout.first-token=10s");

	private static final SimulatedChat anthropicFirst = Scene.start(Dialect.ANTHROPIC, "timeout.first-token=10s");

	static Stream<Scene> scenes() {
		return Scene.of(openAiFirst, anthropicFirst);
	}

	static Stream<Scene> bothOrders() {
		return scenes().filter((scene) -> scene.mode() == InterruptionMode.FAIL);
	}

	@AfterAll
	static void close() {
		openAiFirst.close();
		anthropicFirst.close();
	}

	@ParameterizedTest
	@MethodSource("scenes")
	void s02WhenThereAreAlwaysTooManyRequestsWithoutAHint(Scene scene) {
		Outcome outcome = scene.always(Reply.rateLimited()).ask();
		scene.assertAnsweredBy(scene.nextRoute(), outcome);
		assertThat(scene.chat().simulator().arrivals()).isLessThanOrEqualTo(4);
		scene.assertEndsWithin(Duration.ofSeconds(40), outcome);
	}

	@ParameterizedTest
	@MethodSource("scenes")
	void s06WhenThereIsNoResponse(Scene scene) {
		Outcome outcome = scene.always(Reply.noHeaders()).ask();
		scene.assertAnsweredBy(scene.nextRoute(), outcome);
		assertThat(scene.tries()).isOne();
		scene.assertEndsWithin(Duration.ofSeconds(100), outcome);
	}

	@ParameterizedTest
	@MethodSource("scenes")
	void s07WhenTheFirstTokenIsSlow(Scene scene) {
		Outcome outcome = scene.always(Scene.GOOD.firstTokenAfter(Duration.ofSeconds(20))).ask();
		scene.assertAnsweredBy(scene.nextRoute(), outcome);
		scene.assertEndsWithin(Duration.ofSeconds(15), outcome);
	}

	@ParameterizedTest
	@MethodSource("scenes")
	void s09WhenTheStreamFallsSilent(Scene scene) {
		Outcome outcome = scene.always(Scene.GOOD.stallAfterTokens(20)).ask();
		scene.assertMadeGoodBy(scene.nextRoute(), 20, FailureKind.TIMEOUT, outcome);
		scene.assertEndsWithin(Duration.ofSeconds(45), outcome);
		scene.assertNextCallWorks();
	}

	@ParameterizedTest
	@MethodSource("bothOrders")
	void s15WhenTheProviderComesBack(Scene scene) {
		scene.once(Scene.GOOD).ask();
		Duration outage = Duration.ofSeconds(60);
		scene.chat().with(scene.primary(), Reply.status(503));
		Instant start = Instant.now();
		Mono.delay(outage).subscribe((tick) -> scene.chat().simulator().reset());
		List<Answer> answers = Flux.interval(Duration.ZERO, Duration.ofSeconds(4))
			.take(27)
			.concatMap((tick) -> scene.chat().service().send("Why?"))
			.map((response) -> new Answer(response.origin().route(), Duration.between(start, Instant.now())))
			.collectList()
			.block(Duration.ofMinutes(4));
		assertThat(answers).filteredOn((answer) -> answer.after().compareTo(outage.minusSeconds(1)) < 0)
			.extracting(Answer::route)
			.containsOnly(scene.nextRoute());
		assertThat(answers).filteredOn((answer) -> answer.after().compareTo(outage.plusSeconds(30)) > 0)
			.isNotEmpty()
			.extracting(Answer::route)
			.containsOnly(scene.firstRoute());
	}

	private record Answer(String route, Duration after) {

	}

}
