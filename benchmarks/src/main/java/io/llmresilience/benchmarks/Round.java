package io.llmresilience.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What some seconds of calls have cost.
 *
 * @param variant the kind of call
 * @param perSecond calls completed in a second
 * @param cpuMicros processor time of this process for each call
 * @param bytes memory allocated by all threads of this process for each call
 */
record Round(String variant, double perSecond, double cpuMicros, double bytes) {

	static final int CALLERS = 64;

	private static final OperatingSystemMXBean SYSTEM = (OperatingSystemMXBean) ManagementFactory
		.getOperatingSystemMXBean();

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	/**
	 * Keeps 64 calls under way for a while, each caller starting the next call when its
	 * last one has ended.
	 */
	static Round run(Variant variant, long millis) {
		LongAdder calls = new LongAdder();
		long allocated = allocated();
		long cpu = SYSTEM.getProcessCpuTime();
		long start = System.nanoTime();
		long end = start + TimeUnit.MILLISECONDS.toNanos(millis);
		Flux.range(0, CALLERS).flatMap((caller) -> calls(variant, end, calls), CALLERS).then().block();
		double count = calls.sum();
		double nanos = System.nanoTime() - start;
		return new Round(variant.name(), count * 1e9 / nanos, (SYSTEM.getProcessCpuTime() - cpu) / 1e3 / count,
				(allocated() - allocated) / count);
	}

	private static Publisher<Void> calls(Variant variant, long end, LongAdder calls) {
		return Mono.defer(variant::call)
			.doOnSuccess((done) -> calls.increment())
			.repeat(() -> System.nanoTime() < end)
			.then();
	}

	private static long allocated() {
		long sum = 0;
		for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
			sum += Math.max(bytes, 0);
		}
		return sum;
	}

	static Round parse(String line) {
		String[] fields = line.split(" ");
		return new Round(fields[1], Double.parseDouble(fields[2]), Double.parseDouble(fields[3]),
				Double.parseDouble(fields[4]));
	}

	@Override
	public String toString() {
		return "round " + this.variant + " " + this.perSecond + " " + this.cpuMicros + " " + this.bytes;
	}

}
