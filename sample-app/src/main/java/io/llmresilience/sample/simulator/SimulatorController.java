package io.llmresilience.sample.simulator;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Breaks and mends the simulated providers. Without them it only says that there are
 * none.
 */
@RestController
@RequestMapping("/api/simulator")
class SimulatorController {

	private final @Nullable SimulatedProviders simulated;

	SimulatorController(ObjectProvider<SimulatedProviders> simulated) {
		this.simulated = simulated.getIfAvailable();
	}

	@GetMapping
	State state() {
		if (this.simulated == null) {
			return State.ABSENT;
		}
		SimulatorFault fault = this.simulated.fault();
		return new State(true, State.FAULTS, (fault != null) ? fault.id() : null);
	}

	@PostMapping("/recover")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	Mono<Void> recover() {
		SimulatedProviders providers = require(this.simulated, "There is no simulator behind this application");
		return blocking(providers::recover);
	}

	@PostMapping("/{fault}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	Mono<Void> breakWith(@PathVariable String fault) {
		SimulatedProviders providers = require(this.simulated, "There is no simulator behind this application");
		SimulatorFault known = require(SimulatorFault.of(fault),
				"There is no such fault; GET /api/simulator lists them");
		return blocking(() -> providers.breakWith(known));
	}

	private static Mono<Void> blocking(Runnable action) {
		return Mono.<Void>fromRunnable(action).subscribeOn(Schedulers.boundedElastic());
	}

	private static <T> T require(@Nullable T value, String otherwise) {
		if (value == null) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND, otherwise);
		}
		return value;
	}

	/**
	 * What is there to be broken.
	 *
	 * @param present whether there is a simulator
	 * @param faults how it can be broken
	 * @param fault how it is broken, {@code null} if it works
	 */
	record State(boolean present, List<String> faults, @Nullable String fault) {

		static final List<String> FAULTS = Arrays.stream(SimulatorFault.values()).map(SimulatorFault::id).toList();

		static final State ABSENT = new State(false, List.of(), null);

	}

}
