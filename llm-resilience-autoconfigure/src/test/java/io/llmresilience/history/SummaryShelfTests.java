package io.llmresilience.history;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.llmresilience.FailureKind;
import io.llmresilience.TestCalls;
import io.llmresilience.history.SummaryStore.Entry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SummaryShelf}: what an application's own store may do.
 */
@ExtendWith(OutputCaptureExtension.class)
class SummaryShelfTests {

	private static final int LIMIT = 1300;

	private final SummaryLab lab = new SummaryLab();

	private final List<List<String>> looked = new ArrayList<>();

	@ParameterizedTest
	@EnumSource
	void storeThatFailsShouldNeitherFailNorHoldUpTheCallForLong(Trouble trouble) {
		this.lab.store = new Scripted(trouble.find, trouble.save);
		List<CompressedHistory> histories = new ArrayList<>();
		this.lab.compress(SummaryLab.turns(14), LIMIT).subscribe(histories::add);
		this.lab.timer.pass(500);
		this.lab.timer.pass(500);
		assertThat(histories).hasSize(1);
		assertThat(SummaryLab.block(histories.get(0))).contains("summary 1");
		assertThat(histories.get(0).summary().failure()).isNull();
		assertThat(this.lab.timer.tasksLeft()).isZero();
	}

	@Test
	void whenTheStoreFailsShouldNotSummarizeEverythingAgain() {
		this.lab.store = new Scripted((keys) -> Mono.error(new IllegalStateException("down")),
				(entry) -> Mono.error(new IllegalStateException("down")));
		this.lab.compress(SummaryLab.turns(14), LIMIT).block();
		this.lab.compress(SummaryLab.turns(15), LIMIT).block();
		assertThat(this.lab.asked).hasSize(1);
		this.lab.compress(SummaryLab.turns(20), LIMIT).block();
		assertThat(this.lab.told(1)).contains("summary 1");
	}

	@Test
	void troubleShouldBeWarnedOfOnceAMinute(CapturedOutput output) {
		this.lab.store = new Scripted((keys) -> Mono.error(new IllegalStateException("secret")),
				(entry) -> Mono.empty());
		this.lab.compress(SummaryLab.turns("x", 14), LIMIT).block();
		this.lab.compress(SummaryLab.turns("y", 14), LIMIT).block();
		String warning = "The store of summaries fails and is done without: java.lang.IllegalStateException";
		assertThat(output).containsOnlyOnce(warning).doesNotContain("secret");
		this.lab.timer.pass(60_000);
		this.lab.compress(SummaryLab.turns("z", 14), LIMIT).block();
		assertThat(output.toString().split(warning, -1)).hasSize(3);
	}

	@Test
	void failedSummariesShouldBeWarnedOfOnceAMinute(CapturedOutput output) {
		this.lab.answer = (call) -> Flux.error(TestCalls.failure(FailureKind.OVERLOADED));
		this.lab.compress(SummaryLab.turns("x", 14), LIMIT).block();
		this.lab.compress(SummaryLab.turns("y", 14), LIMIT).block();
		String warning = "could not be summarized with cheap/one and goes on without its oldest turns: OVERLOADED";
		assertThat(output).containsOnlyOnce(warning);
		this.lab.timer.pass(60_000);
		this.lab.compress(SummaryLab.turns("z", 14), LIMIT).block();
		assertThat(output.toString().split(warning, -1)).hasSize(3);
	}

	@Test
	void whatAnotherInstanceHasSummarizedShouldBeUsed() {
		MemorySummaryStore shared = new MemorySummaryStore(100, 100_000);
		this.lab.store = new Scripted(shared::findFirst, shared::save);
		SummaryLab other = new SummaryLab();
		other.store = this.lab.store;
		this.lab.compress(SummaryLab.turns(14), LIMIT).block();
		other.answer = (call) -> SummaryLab.say("from the other");
		other.compress(SummaryLab.turns(20), LIMIT).block();
		assertThat(other.told(0)).contains("summary 1");
		assertThat(SummaryLab.block(this.lab.compress(SummaryLab.turns(21), LIMIT).block())).contains("from the other");
		assertThat(this.lab.asked).hasSize(1);
	}

	@Test
	void storeShouldBeAskedOnceAndTheMostUsefulKeyFirst() {
		this.lab.store = new Scripted((keys) -> {
			this.looked.add(keys);
			return Mono.empty();
		}, (entry) -> Mono.empty());
		List<String> keys = Fingerprints.of(Turns.of(SummaryLab.turns(14)));
		this.lab.compress(SummaryLab.turns(14), LIMIT).block();
		assertThat(this.looked).hasSize(1);
		assertThat(this.looked.get(0).subList(0, 6)).isEqualTo(keys.subList(3, 9));
		assertThat(this.looked.get(0).subList(6, 9)).containsExactly(keys.get(2), keys.get(1), keys.get(0));
		this.lab.compress(SummaryLab.turns(15), LIMIT).block();
		assertThat(this.looked).hasSize(1);
	}

	enum Trouble {

		FAILS((keys) -> Mono.error(new IllegalStateException()), (entry) -> Mono.error(new IllegalStateException())),

		THROWS((keys) -> {
			throw new IllegalStateException();
		}, (entry) -> {
			throw new IllegalStateException();
		}),

		IS_SILENT((keys) -> Mono.never(), (entry) -> Mono.never()),

		RETURNS_NULL((keys) -> null, (entry) -> null),

		LIES((keys) -> Mono.just(new Entry("somebody else's", "nonsense")), (entry) -> Mono.empty()),

		HAS_BLANKS((keys) -> Mono.just(new Entry(keys.get(0), " ")), (entry) -> Mono.empty()),

		FORGETS((keys) -> Mono.empty(), (entry) -> Mono.empty());

		private final Function<List<String>, Mono<Entry>> find;

		private final Function<Entry, Mono<Void>> save;

		Trouble(Function<List<String>, Mono<Entry>> find, Function<Entry, Mono<Void>> save) {
			this.find = find;
			this.save = save;
		}

	}

	private record Scripted(Function<List<String>, Mono<Entry>> find,
			Function<Entry, Mono<Void>> keep) implements SummaryStore {

		@Override
		public Mono<Entry> findFirst(List<String> keys) {
			return this.find.apply(keys);
		}

		@Override
		public Mono<Void> save(Entry entry) {
			return this.keep.apply(entry);
		}

	}

}
