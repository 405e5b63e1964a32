package io.llmresilience.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;

import io.llmresilience.ChatCall.InterruptionMode;
import io.llmresilience.ChatResponse;
import io.llmresilience.FailureKind;
import io.llmresilience.test.Dialect;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sixteen ways in which a provider fails, as a consumer of a stream sees them. Time-outs
 * that are settings are scaled down: first token and idle to 0.4 seconds, the back-off to
 * a tenth of one. {@link FullLengthScenarioTests} has those that take long as they are.
 */
class FailoverScenarioTests {

	private static final int SCENARIOS = 16;

	private static final String[] SCALED = { "timeout.first-token=400ms", "timeout.idle=400ms",
			"retry.initial-interval=100ms" };

	private static final SimulatedChat openAiFirst = Scene.start(Dialect.OPENAI, SCALED);

	private static final SimulatedChat anthropicFirst = Scene.start(Dialect.ANTHROPIC, SCALED);

	private static final ScenarioTable table = new ScenarioTable();

	static Stream<Scene> scenes() {
		return Scene.of(openAiFirst, anthropicFirst);
	}

	static Stream<Scene> bothOrders() {
		return scenes().filter((scene) -> scene.mode() == InterruptionMode.FAIL);
	}

	@BeforeEach
	void begin(TestInfo test) {
		table.begin(test.getTestMethod().orElseThrow().getName());
	}

	/**
	 * The documentation shows what was seen here.
	 */
	@AfterAll
	static void documentationShouldHaveTheTable() throws IOException {
		if (table.size() == SCENARIOS) {
			assertThat(Files.readString(Path.of("../docs/failover.md"))).contains(table.toString());
		}
	}

	@AfterAll
	static void close() {
		openAiFirst.close();
		anthropicFirst.close();
	}

	@ParameterizedTest
	@MethodSource("scenes")
	void s01WhenTheFirstTryIsToComeBackInTwoSeconds(Scene scene) {
		Outcome outcome = scene.once(Reply.rateLimited(Duration.ofSeconds(2))).ask();
		table.saw(scene, outcome);
		scene.assertAnsweredBy(scene.firstRoute(), outcome);
		assertThat(scene.tries()).isEqualTo(2);
		assertThat(scene.chat().gapAfter(1)).isGreaterThan(Duration.ofMillis(1800));
		scene.assertEndsWithin(Duration.ofSeconds(20), outcome);
	}

	@ParameterizedTest
	@MethodSource("scenes")
	void s02WhenThereAreAlwaysTooManyRequestsWithoutAHint(Scene scene) {
		Outcome outcome = scene.always(Reply.rateLimited()).ask();
		table.saw(scene, outcome);
		scene.assertAnsweredBy(scene.nextRoute(), outcome);
		assertThat(scene.tries()).isLessThanOrEqualTo(4);
		assertThat(scene.chat().simulator().arrivals()).isLessThanOrEqualTo(6);
	}

	@ParameterizedTest
	@MethodSource("scenes")
	void s03WhenTheProviderFailsOnce(Scene scene) {
		Outcome outcome = scene.once(Reply.status(500)).ask();
		table.saw(scene, outcome);
		scene.assertAnsweredBy(scene.firstRoute(), outcome);
		assertThat(scene.tries()).isEqualTo(2);
	}

	@ParameterizedTest
	@MethodSource("scenes")
	void s04WhenTheProviderIsNotAvailable(Scene scene) {
		Outcome outcome = scene.always(Reply.status(503)).ask();
		table.saw(scene, outcome);
		scene.assertAnsweredBy(scene.nextRoute(), outcome);
		assertThat(scene.chat().simulator().arrivals()).isLessThanOrEqualTo(6);
	}

	@ParameterizedTest
	@MethodSource("scenes")
	void s05WhenTheConnectionIsResetOnce(Scene scene) {
		Outcome outcome = scene.once(Reply.reset()).ask();
		table.saw(scene, outcome);
		scene.assertAnsweredBy(scene.firstRoute(), outcome);
		scene.assertEndsWithin(Duration.ofSeconds(20), outcome);
	}

	@ParameterizedTest
	@MethodSource("scenes")
	void s06WhenThereIsNoResponse(Scene scene) {
		Outcome outcome = scene.always(Reply.noHeaders()).ask();
		table.saw(scene, outcome);
		scene.assertAnsweredBy(scene.nextRoute(), outcome);
		assertThat(scene.tries()).isOne();
	}

	@ParameterizedTest
	@MethodSource("scenes")
	void s07WhenTheFirstTokenIsSlow(Scene scene) {
		Outcome outcome = scene.always(Scene.GOOD.firstTokenAfter(Duration.ofSeconds(20))).ask();
		table.saw(scene, outcome);
		scene.assertAnsweredBy(scene.nextRoute(), outcome);
		scene.assertEndsWithin(Duration.ofSeconds(15), outcome);
	}

	@ParameterizedTest
	@MethodSource("scenes")
	void s08WhenTheStreamIsCut(Scene scene) {
		Outcome outcome = scene.always(Scene.GOOD.cutAfterTokens(40)).ask();
		table.saw(scene, outcome);
		scene.assertMadeGoodBy(scene.nextRoute(), 40, FailureKind.INTERRUPTED, outcome);
	}

	@ParameterizedTest
	@MethodSource("scenes")
	void s09WhenTheStreamFallsSilent(Scene scene) {
		Outcome outcome = scene.always(Scene.GOOD.stallAfterTokens(20)).ask();
		table.saw(scene, outcome);
		scene.assertMadeGoodBy(scene.nextRoute(), 20, FailureKind.TIMEOUT, outcome);
		scene.assertNextCallWorks();
	}

	@ParameterizedTest
	@MethodSource("scenes")
	void s10WhenAnEventIsNoJson(Scene scene) {
		Outcome outcome = scene.once(Scene.GOOD.badJsonAfterTokens(9)).ask();
		table.saw(scene, outcome);
		scene.assertMadeGoodBy(scene.firstRoute(), 9, FailureKind.MALFORMED, outcome);
		scene.assertNextCallWorks();
	}

	@ParameterizedTest
	@MethodSource("scenes")
	void s11WhenTheClosingMarkIsMissing(Scene scene) {
		Outcome outcome = scene.once(Scene.GOOD.withoutDone()).ask();
		table.saw(scene, outcome);
		scene.assertAnsweredBy(scene.firstRoute(), outcome);
		scene.assertEndsWithin(Duration.ofSeconds(8), outcome);
	}

	@ParameterizedTest
	@MethodSource("scenes")
	void s12WhenThePromptIsTooLong(Scene scene) {
		Outcome outcome = scene.always(Reply.contextWindowExceeded()).ask();
		table.saw(scene, outcome);
		scene.assertAnsweredBy(scene.nextRoute(), outcome);
		assertThat(scene.tries()).isOne();
	}

	@ParameterizedTest
	@MethodSource("scenes")
	void s13WhenTheContentIsRefused(Scene scene) {
		Outcome outcome = scene.always(Reply.contentFiltered()).ask();
		table.saw(scene, outcome);
		assertThat(outcome.problem().kind()).isEqualTo(FailureKind.CONTENT_FILTERED);
		assertThat(scene.chat().simulator().arrivals()).isOne();
	}

	@ParameterizedTest
	@MethodSource("scenes")
	void s14WhenTheStreamIsCutAndTheNextRefusesToContinueAnAnswer(Scene scene) {
		Outcome outcome = scene.always(Scene.GOOD.cutAfterTokens(40)).ask();
		table.saw(scene, outcome);
		scene.assertMadeGoodBy(scene.nextRoute(), 40, FailureKind.INTERRUPTED, outcome);
		assertThat(scene.requestsOfTheNext())
			.allMatch((request) -> request.body().path("messages").path(0).path("role").asString().equals("user")
					&& request.body().path("messages").size() == 1);
	}

	/**
	 * Scaled down from sixty seconds to a half, and from a call every four seconds to one
	 * twentieth of one. The calls are whole, so that there are no modes.
	 */
	@ParameterizedTest
	@MethodSource("bothOrders")
	void s15WhenTheProviderComesBack(Scene scene) {
		scene.once(Scene.GOOD).ask();
		AtomicInteger calls = new AtomicInteger();
		scene.chat().with(scene.primary(), Reply.status(503));
		List<String> routes = Flux.interval(Duration.ofMillis(50)).onBackpressureBuffer().take(20).concatMap((tick) -> {
			if (calls.incrementAndGet() == 11) {
				scene.chat().simulator().reset();
			}
			return scene.chat().service().send("Why?");
		}).map((response) -> response.origin().route()).collectList().block(Duration.ofSeconds(20));
		assertThat(routes.subList(0, 10)).containsOnly(scene.nextRoute());
		assertThat(routes.subList(10, 20)).containsOnly(scene.firstRoute());
		table.saw("next route, first route once it is back");
	}

	@ParameterizedTest
	@MethodSource("scenes")
	void s16WhenTheNextAnswersItShouldBeSeen(Scene scene) {
		Outcome outcome = scene.always(Reply.status(503)).ask();
		table.saw(scene, outcome);
		ChatResponse response = scene.assertAnsweredBy(scene.nextRoute(), outcome);
		assertThat(response.origin().model())
			.startsWith(scene.nextRoute().substring(scene.nextRoute().indexOf('/') + 1));
		assertThat(response.usage().inputTokens()).isEqualTo(20);
		assertThat(scene.chat().simulator().arrivals()).isLessThanOrEqualTo(6);
	}

}
