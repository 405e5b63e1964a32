package io.llmresilience.history;

import java.time.InstantSource;

import reactor.core.scheduler.Scheduler;

/**
 * What all summaries are made with.
 *
 * @param settings how long they may be and take
 * @param summarizer asks for them
 * @param shelf keeps them
 * @param pauses knows which failed lately
 * @param warnings tells of failures
 * @param time clock, timer and worker
 */
record SummaryParts(HistorySettings.Summary settings, Summarizer summarizer, SummaryShelf shelf, SummaryPauses pauses,
		SummaryWarnings warnings, Time time) {

	InstantSource clock() {
		return this.time.clock();
	}

	Scheduler timer() {
		return this.time.timer();
	}

	Scheduler worker() {
		return this.time.worker();
	}

	/**
	 * What tells the time and where things happen.
	 *
	 * @param clock tells the time
	 * @param timer where timers run
	 * @param worker where texts are hashed, written and counted
	 */
	record Time(InstantSource clock, Scheduler timer, Scheduler worker) {

	}

}
