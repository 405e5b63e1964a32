package io.llmresilience.blocking;

import java.util.List;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import reactor.blockhound.BlockingOperationError;

/**
 * Fails the test, or else the class, or else the run in which something blocked. It is
 * registered for all tests; a listener could not do it, as nobody asks listeners.
 */
public final class BlockingCallsExtension implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

	@Override
	public void beforeAll(ExtensionContext context) {
		context.getRoot()
			.getStore(Namespace.create(BlockingCallsExtension.class))
			.computeIfAbsent("end of the run", (key) -> (AutoCloseable) BlockingCallsExtension::check);
	}

	@Override
	public void afterEach(ExtensionContext context) {
		check();
	}

	@Override
	public void afterAll(ExtensionContext context) {
		check();
	}

	static void check() {
		List<BlockingOperationError> errors = BlockingCalls.drain();
		if (!errors.isEmpty()) {
			AssertionError failure = new AssertionError(errors.size() + " blocking call(s) on an event loop");
			errors.forEach(failure::addSuppressed);
			throw failure;
		}
	}

}
