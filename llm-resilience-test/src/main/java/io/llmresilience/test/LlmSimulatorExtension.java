package io.llmresilience.test;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives JUnit tests a simulator: starts it when it is first needed, hands it to
 * parameters of type {@link LlmProviderSimulator}, resets it before each test and closes
 * it after the last.
 * <p>
 * Register it with {@link LlmSimulatorTest}, with {@code @ExtendWith}, or in a static
 * field with {@code @RegisterExtension} to choose its settings. The tests of one class
 * share the simulator and must not run in parallel.
 */
public final class LlmSimulatorExtension implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {

	private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace
		.create(LlmSimulatorExtension.class);

	private final Supplier<LlmProviderSimulator> factory;

	private @Nullable LlmProviderSimulator simulator;

	/**
	 * Creates an extension whose simulator has default settings.
	 */
	public LlmSimulatorExtension() {
		this(LlmProviderSimulator::start);
	}

	private LlmSimulatorExtension(Supplier<LlmProviderSimulator> factory) {
		this.factory = factory;
	}

	/**
	 * Creates an extension whose simulator has settings of its own.
	 * @param builder the builder to start the simulator with
	 * @return the extension
	 */
	public static LlmSimulatorExtension of(LlmProviderSimulator.Builder builder) {
		return new LlmSimulatorExtension(builder::start);
	}

	/**
	 * Returns the simulator and starts it if it is not running.
	 * @return the running simulator
	 */
	public synchronized LlmProviderSimulator simulator() {
		LlmProviderSimulator running = this.simulator;
		if (running == null) {
			running = this.factory.get();
			this.simulator = running;
		}
		return running;
	}

	@Override
	public void beforeAll(ExtensionContext context) {
		closeWith(context);
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		closeWith(context);
		simulator().reset();
	}

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == LlmProviderSimulator.class;
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		closeWith(context);
		return simulator();
	}

	/**
	 * Ties the simulator to the outermost context that was seen, which JUnit closes last.
	 */
	private void closeWith(ExtensionContext context) {
		context.getStore(NAMESPACE).computeIfAbsent(this, (extension) -> (AutoCloseable) this::close);
	}

	private synchronized void close() {
		if (this.simulator != null) {
			this.simulator.close();
			this.simulator = null;
		}
	}

}
