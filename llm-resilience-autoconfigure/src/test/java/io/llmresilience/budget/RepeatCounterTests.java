package io.llmresilience.budget;

import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How often the same thing may be seen in a window of a second.
 */
class RepeatCounterTests {

	private static final long WINDOW = 1000;

	private final Fingerprint thing = new Fingerprint(1, 2);

	@ParameterizedTest
	@CsvSource(textBlock = """
			1, 0 1 999 1000 1001,         y n n y n
			2, 0 1 2 1000 1001 1002,      y y n y y n
			3, 0 0 0 0 1000,              y y y n y
			2, 0 600 1000 1599 1600,      y y y n y
			2, 0 600 999 999 999 1000,    y y n n n y
			5, 0 1 2 3 4 5 1000 1001 1001, y y y y y n y y n
			""")
	void shouldAdmitSoManyInAnyWindow(int most, String times, String admitted) {
		RepeatCounter counter = new RepeatCounter(most, WINDOW);
		assertThat(Stream.of(times.split(" "))
			.map(Long::valueOf)
			.map((now) -> counter.admits(this.thing, now) ? "y" : "n")).containsExactly(admitted.split(" "));
	}

	@Test
	void shouldCountEveryThingByItself() {
		RepeatCounter counter = new RepeatCounter(1, WINDOW);
		assertThat(counter.admits(this.thing, 0)).isTrue();
		assertThat(counter.admits(new Fingerprint(1, 3), 0)).isTrue();
		assertThat(counter.admits(new Fingerprint(2, 2), 0)).isTrue();
		assertThat(counter.admits(this.thing, 0)).isFalse();
	}

	@Test
	void shouldForgetWhatIsOutOfTheWindow() {
		RepeatCounter counter = new RepeatCounter(3, WINDOW);
		for (int i = 0; i < 100; i++) {
			counter.admits(new Fingerprint(i, i), i);
		}
		counter.admits(this.thing, 1050);
		assertThat(counter.size()).isEqualTo(50);
	}

	@Test
	void shouldRememberABoundedNumberOfThings() {
		RepeatCounter counter = new RepeatCounter(1, WINDOW);
		for (int i = 0; i < 3 * RepeatCounter.LARGEST; i++) {
			counter.admits(new Fingerprint(i, i), 0);
		}
		assertThat(counter.size()).isEqualTo(RepeatCounter.LARGEST);
		assertThat(counter.admits(new Fingerprint(3 * RepeatCounter.LARGEST - 1, 3 * RepeatCounter.LARGEST - 1), 0))
			.isFalse();
	}

	@Test
	void whenManyComeAtOnceShouldAdmitAsManyAsOneByOne() {
		RepeatCounter counter = new RepeatCounter(100, WINDOW);
		assertThat(Stream.generate(() -> this.thing)
			.limit(5000)
			.parallel()
			.filter((each) -> counter.admits(each, 0))
			.count()).isEqualTo(100);
	}

}
