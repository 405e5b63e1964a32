package io.llmresilience.fallback;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.llmresilience.FailureKind;
import io.llmresilience.Route.Availability;
import io.llmresilience.Route.State;
import io.llmresilience.model.Misfit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RouteChoice}. Routes are written as one letter each: ready, open, 1 to
 * 9 for a rate limit that ends after so many seconds, key refused, unfit.
 */
class RouteChoiceTests {

	@ParameterizedTest
	@CsvSource(nullValues = "none",
			value = { "rr, false, 0, false, ''", "r, false, 0, true, ''", "or, false, 1, true, 0",
					"ror, false, 0, false, ''", "o5ur, true, 3, true, 012", "ro, true, 0, true, ''",
					"oo, false, none, true, 01", "uu, true, none, true, 01", "oo, true, 0, true, 1",
					"53, true, 1, true, 0", "o5, true, 1, true, 0", "ko, true, 1, true, 0", "k9, true, 1, true, 0",
					"uk, true, 1, true, 0", "'', true, none, true, ''" })
	void shouldTakeTheFirstThatIsReadyOrElseTheLeastBad(String routes, boolean must, @Nullable Integer next,
			boolean last, String passedOver) {
		List<Standing> left = standings(routes);
		RouteChoice choice = RouteChoice.of(left, must);
		assertThat(choice.next()).isEqualTo((next != null) ? left.get(next) : null);
		assertThat(choice.last()).isEqualTo(last);
		assertThat(choice.passedOver())
			.isEqualTo(passedOver.chars().mapToObj((digit) -> left.get(digit - '0')).toList());
	}

	private static List<Standing> standings(String routes) {
		List<Standing> standings = new ArrayList<>();
		for (char route : routes.toCharArray()) {
			standings.add(new Standing("one/" + standings.size(), availability(route),
					(route == 'u') ? new Misfit(FailureKind.INVALID_REQUEST, "x") : null));
		}
		return standings;
	}

	private static Availability availability(char route) {
		return switch (route) {
			case 'o' -> new Availability(State.CIRCUIT_OPEN, null, FailureKind.OVERLOADED);
			case 'k' -> new Availability(State.COOLING, Instant.EPOCH, FailureKind.AUTHENTICATION);
			case 'r', 'u' -> Availability.READY;
			default ->
				new Availability(State.COOLING, Instant.EPOCH.plusSeconds(route - '0'), FailureKind.RATE_LIMITED);
		};
	}

}
