package io.llmresilience.autoconfigure;

import org.springframework.context.SmartLifecycle;

import io.llmresilience.ratelimit.RateLimiters;

/**
 * Stops admitting calls before a web server waits for the requests in flight, so that
 * nobody waits for a rate limit meanwhile.
 */
final class RateLimitLifecycle implements SmartLifecycle {

	/** Higher phases stop first; a web server's graceful shutdown has 1024 less. */
	private static final int BEFORE_WEB_SERVERS = DEFAULT_PHASE - 512;

	private final RateLimiters limiters;

	private volatile boolean running;

	RateLimitLifecycle(RateLimiters limiters) {
		this.limiters = limiters;
	}

	@Override
	public void start() {
		this.limiters.start();
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.limiters.stop();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return BEFORE_WEB_SERVERS;
	}

}
