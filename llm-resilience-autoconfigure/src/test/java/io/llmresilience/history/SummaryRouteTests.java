package io.llmresilience.history;

import java.util.Random;
import java.util.Set;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;

import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.ModelSpec.Quirk;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SummaryRoute}.
 */
class SummaryRouteTests {

	@ParameterizedTest
	@CsvSource(textBlock = """
			2447, 2447, 4096, false, 512, false, 2448,  512, 1003
			2448, 2448, 4096, false, 512, true,  2448,  512, 1004
			2448, 1935, 4096, false, 512, false, 2448,  512, 1003
			6543, 6543, 8192, true,  512, false, 6544, 4608, 1003
			6544, 6544, 8192, true,  512, true,  6544, 4608, 1004
			8192, 8192, 1000, true,  512, true,  2936, 1000, 6208
			100,  100,  100,  false, 16,  false, 464,    16, 1
			""")
	void windowShouldHoldWhatASummaryNeeds(int window, int maxInput, int maxOutput, boolean reasons, int maxTokens,
			boolean holds, long least, int answer, long piece) {
		SummaryRoute route = route(new ModelSpec("one/a", true, new ModelSpec.Limits(window, maxInput, maxOutput),
				reasons ? Set.of(Quirk.REASONING) : Set.of(), null));
		assertThat(route.holds(maxTokens)).isEqualTo(holds);
		assertThat(route.leastWindow(maxTokens)).isEqualTo(least);
		assertThat(route.answerTokens(maxTokens)).isEqualTo(answer);
		assertThat(route.pieceTokens(maxTokens)).isEqualTo(piece);
	}

	private static SummaryRoute route(ModelSpec model) {
		return new SummaryRoute((call) -> Flux.empty(), model, new CharacterCounter(true), new Random(1));
	}

}
