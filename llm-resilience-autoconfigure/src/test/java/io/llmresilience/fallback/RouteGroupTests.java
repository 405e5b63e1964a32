package io.llmresilience.fallback;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.llmresilience.fallback.RouteGroup.Member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RouteGroup}.
 */
class RouteGroupTests {

	@Test
	void readsASingleRoute() {
		assertThat(RouteGroup.parse("a/b/c").members()).containsExactly(new Member("a/b/c", 1));
	}

	@ParameterizedTest
	@ValueSource(strings = { "a/m*3 | b/m*1", "a/m*3|b/m", "  a/m * 3|  b/m  " })
	void readsAGroup(String entry) {
		assertThat(RouteGroup.parse(entry).members()).containsExactly(new Member("a/m", 3), new Member("b/m", 1));
	}

	@ParameterizedTest
	@CsvSource({ "a/m*0, 0", "a/m*-1, -1", "a/m*, ''", "a/m*x, x", "a/m*1.5, 1.5", "a/m*1001, 1001", "b/m | a/m*0, 0",
			"a/m*99999999999, 99999999999" })
	void refusesAWeightThatIsNone(String entry, String weight) {
		assertThatIllegalArgumentException().isThrownBy(() -> RouteGroup.parse(entry))
			.withMessage("'a/m' has the weight '" + weight + "', which must be a whole number from 1 to 1000");
	}

	@ParameterizedTest
	@CsvSource({ "a/m, a/m", "a/m*3 | b/m, a/m", "a/m|b/m, a/m", "a/m *2, a/m" })
	void knowsTheFirstRoute(String entry, String first) {
		assertThat(RouteGroup.firstRoute(entry)).isEqualTo(first);
	}

}
