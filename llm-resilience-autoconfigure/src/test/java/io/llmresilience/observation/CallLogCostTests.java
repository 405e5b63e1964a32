package io.llmresilience.observation;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;

import io.llmresilience.CallLogLines;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatEvent.Note;
import io.llmresilience.ChatFilter;
import io.llmresilience.FailureKind;
import io.llmresilience.TestCalls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the log line of a call tells of its cost.
 */
class CallLogCostTests {

	@RegisterExtension
	private final CallLogLines lines = new CallLogLines();

	private final ChatFilter filter = new CallWatchFilter(
			List.of(new CallLogWatcher(ObservationSettings.DEFAULTS, () -> TestCalls.ARRIVAL)));

	@ParameterizedTest
	@CsvSource({ "0.00025 0.00025, 'attempts: 2, cost: 0.0005 USD'", "0.00000010, 'attempts: 1, cost: 0.0000001 USD'",
			"0.5 0.5, 'attempts: 2, cost: 1 USD'", "0.25 unknown, 'attempts: 2, cost: unknown'",
			"unknown 0.25, 'attempts: 2, cost: unknown'", "'', 'attempts: 0, cost: 0 USD'" })
	void shouldBeTheSumOfAllAttemptsOrUnknownIfThatOfOneIs(String costs, String told) {
		List<ChatEvent> events = new ArrayList<>();
		for (String cost : costs.isEmpty() ? new String[0] : costs.split(" ")) {
			events.add(new Note.Charged(amount(cost)));
			events.add(new Note.AttemptEnded(TestCalls.ROUTE, 1, FailureKind.OVERLOADED, Duration.ZERO));
		}
		call(Flux.fromIterable(events).concatWith(Flux.error(TestCalls.failure(FailureKind.OVERLOADED))));
		tells(told);
	}

	@ParameterizedTest
	@CsvSource({ "0.25, 0.25, 'attempts: 2, cost: 0.5 USD'", "0.25, unknown, 'attempts: 2, cost: unknown'" })
	void whenThereIsAnAnswerItsOwnCostShouldBeAmongIt(String failure, String answer, String told) {
		call(Flux.just(new Note.Charged(amount(failure)),
				new Note.AttemptEnded(TestCalls.ROUTE, 1, FailureKind.OVERLOADED, Duration.ZERO),
				TestCalls.completed("blue")
					.with(new Note.Charged(amount(answer)))
					.with(new Note.AttemptEnded(TestCalls.ROUTE, 2, null, Duration.ZERO))));
		tells(told);
	}

	private static @Nullable BigDecimal amount(String cost) {
		return cost.equals("unknown") ? null : new BigDecimal(cost);
	}

	private void call(Flux<ChatEvent> events) {
		this.filter.filter(TestCalls.whole(), (call) -> events).onErrorComplete().blockLast();
	}

	private void tells(String told) {
		assertThat(this.lines.only().getFormattedMessage()).endsWith(told);
		Object cost = CallLogLines.keyValues(this.lines.only()).get("cost");
		assertThat(told).endsWith(
				(cost != null) ? " " + ((BigDecimal) cost).stripTrailingZeros().toPlainString() + " USD" : " unknown");
	}

}
