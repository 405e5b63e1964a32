package io.llmresilience.benchmarks;

import java.util.function.Supplier;

import reactor.core.publisher.Mono;

/**
 * One way to make a call.
 *
 * @param name what it is called in the report
 * @param supplier makes a call that has not begun
 */
record Variant(String name, Supplier<Mono<Void>> supplier) {

	Mono<Void> call() {
		return this.supplier.get();
	}

}
