package io.llmresilience.sample.panel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Snapshots}.
 */
class SnapshotsTests {

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final AtomicInteger taken = new AtomicInteger();

	private final Snapshots snapshots = new Snapshots(this.taken::incrementAndGet, this.time);

	@Test
	void snapshotShouldBeTakenOnceASecondForAllViewers() {
		List<Object> one = new ArrayList<>();
		List<Object> other = new ArrayList<>();
		this.snapshots.live().subscribe(one::add);
		this.time.advanceTimeBy(Duration.ofSeconds(1));
		this.snapshots.live().subscribe(other::add);
		this.time.advanceTimeBy(Duration.ofSeconds(1));
		assertThat(one).containsExactly(1, 2, 3);
		assertThat(other).containsExactly(2, 3);
	}

	@Test
	void whenNobodyLooksTheClockShouldStandStill() {
		this.snapshots.live().subscribe().dispose();
		int before = this.taken.get();
		this.time.advanceTimeBy(Duration.ofMinutes(1));
		assertThat(this.taken).hasValue(before);
	}

	@Test
	void whoComesBackShouldSeeAFreshSnapshot() {
		Disposable viewer = this.snapshots.live().subscribe();
		this.time.advanceTimeBy(Duration.ofSeconds(1));
		viewer.dispose();
		int before = this.taken.get();
		List<Object> seen = new ArrayList<>();
		this.snapshots.live().subscribe(seen::add);
		this.time.advanceTimeBy(Duration.ZERO);
		assertThat(seen).containsExactly(before + 1);
	}

}
