package io.llmresilience.test;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Stands in for LLM providers in tests: a real HTTP server on a loopback port that speaks
 * the OpenAI Chat Completions and the Anthropic Messages dialects, is as strict as the
 * providers, and misbehaves on command.
 * <p>
 * Thread-safe. What it does depends only on script, seed and the order of arrival. The
 * methods that wait, open or close connections block the caller and must not be called on
 * an event loop.
 */
public final class LlmProviderSimulator implements AutoCloseable {

	private final Settings settings;

	private final Script script;

	private final RequestLog log;

	private final Director director;

	private final SimulatorServer server;

	private LlmProviderSimulator(Settings settings) {
		this.settings = settings;
		this.script = new Script(settings.defaultReply(), settings.seed(), settings.clock());
		this.log = new RequestLog(settings.recorded());
		this.director = new Director(settings, this.script, this.log);
		this.server = new SimulatorServer(this.director, settings.port());
		this.server.listen();
	}

	/**
	 * Starts a simulator with defaults on a random port.
	 * @return the running simulator
	 */
	public static LlmProviderSimulator start() {
		return builder().start();
	}

	/**
	 * Returns a builder for a simulator with settings of its own.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Returns the port, which stays the same while the simulator lives.
	 * @return the port on 127.0.0.1
	 */
	public int port() {
		return this.server.port();
	}

	/**
	 * Returns the base URL for clients of the OpenAI dialect.
	 * @return the URL, with {@code /v1} and without a slash at the end
	 */
	public String openAiBaseUrl() {
		return anthropicBaseUrl() + "/v1";
	}

	/**
	 * Returns the base URL for clients of the Anthropic dialect.
	 * @return the URL, without a slash at the end
	 */
	public String anthropicBaseUrl() {
		return "http://127.0.0.1:" + port();
	}

	/**
	 * Returns the API key that is accepted.
	 * @return the key
	 */
	public String apiKey() {
		return this.settings.apiKey();
	}

	/**
	 * Appends replies to the queue, one for each arrival.
	 * @param replies the replies in order
	 * @return this simulator
	 */
	public LlmProviderSimulator enqueue(Reply... replies) {
		this.script.enqueue(replies);
		return this;
	}

	/**
	 * Gives this reply whenever nothing else in the script applies.
	 * @param reply the reply
	 * @return this simulator
	 */
	public LlmProviderSimulator always(Reply reply) {
		this.script.always(reply);
		return this;
	}

	/**
	 * Gives every n-th arrival from now on the next of these replies in turn, over
	 * everything else in the script.
	 * @param n the distance of such arrivals, at least 1
	 * @param inTurn the replies
	 * @return this simulator
	 */
	public LlmProviderSimulator everyNth(int n, Reply... inTurn) {
		this.script.everyNth(n, inTurn);
		return this;
	}

	/**
	 * Gives a reply by chance, drawn with the seed for every arrival, when the queue is
	 * empty.
	 * @param probability the probability from 0 to 1
	 * @param reply the reply
	 * @return this simulator
	 */
	public LlmProviderSimulator sometimes(double probability, Reply reply) {
		this.script.sometimes(probability, reply);
		return this;
	}

	/**
	 * Gives a reply to the requests that fulfil a condition, before the queue is asked.
	 * @param condition the condition; called on an event loop, must not block
	 * @param reply the reply
	 * @return this simulator
	 */
	public LlmProviderSimulator when(Predicate<ReceivedRequest> condition, Reply reply) {
		this.script.when(condition, reply);
		return this;
	}

	/**
	 * Gives a reply to the requests that arrive in a span of time, when the queue is
	 * empty.
	 * @param from the start of the span, counted from now
	 * @param to the end of the span, counted from now
	 * @param reply the reply
	 * @return this simulator
	 */
	public LlmProviderSimulator during(Duration from, Duration to, Reply reply) {
		this.script.during(from, to, reply);
		return this;
	}

	/**
	 * Forgets script, recordings, bill and script failures, starts the seed and the
	 * numbering anew, refills the limits and accepts connections. Exchanges that are open
	 * stay open.
	 */
	public void reset() {
		this.script.reset();
		this.log.clear();
		this.director.reset();
		acceptConnections();
	}

	/**
	 * Closes the port and all connections, so that clients see refused connections.
	 */
	public void refuseConnections() {
		this.server.deafen((server) -> breakOff());
	}

	/**
	 * Opens the same port again.
	 */
	public void acceptConnections() {
		this.server.listen();
	}

	/**
	 * Returns the recorded requests in the order of arrival.
	 * @return a snapshot
	 */
	public List<ReceivedRequest> requests() {
		return this.log.requests();
	}

	/**
	 * Returns the number of requests that arrived, recorded or not.
	 * @return the number since the start or the last reset
	 */
	public int arrivals() {
		return this.log.arrivals();
	}

	/**
	 * Returns what a real provider would charge for so far.
	 * @return a snapshot
	 */
	public Bill bill() {
		return this.log.ledger().bill();
	}

	/**
	 * Returns what the functions of the script have thrown: conditions, computed texts
	 * and the counter of tokens. Such a request is answered with 500.
	 * @return a snapshot, in the order in which they failed
	 */
	public List<Throwable> scriptFailures() {
		return this.log.failures();
	}

	/**
	 * Returns the number of exchanges whose answer is not complete.
	 * @return the number now
	 */
	public int openExchanges() {
		return this.log.open();
	}

	/**
	 * Waits until so many requests have arrived.
	 * @param count the number since the start or the last reset
	 * @param timeout the longest wait
	 * @throws AssertionError if they have not arrived in time
	 */
	public void awaitArrivals(int count, Duration timeout) {
		this.log.awaitArrivals(count, timeout);
	}

	/**
	 * Waits until exactly so many exchanges are open.
	 * @param count the number
	 * @param timeout the longest wait
	 * @throws AssertionError if there were never as many in time
	 */
	public void awaitOpenExchanges(int count, Duration timeout) {
		this.log.awaitOpen(count, timeout);
	}

	/**
	 * Waits until the client has closed the connection of a recorded request before its
	 * answer was complete.
	 * @param sequence the number of the request, from 1
	 * @param timeout the longest wait
	 * @return the request as it ended
	 * @throws AssertionError if it ended in another way or not in time
	 */
	public ReceivedRequest awaitClosed(int sequence, Duration timeout) {
		return this.log.awaitClosed(sequence, timeout);
	}

	/**
	 * Closes the port and all connections for good.
	 */
	@Override
	public void close() {
		this.server.close((server) -> breakOff());
	}

	private void breakOff() {
		this.log.openExchanges().forEach((exchange) -> exchange.end(Ending.BROKEN_OFF));
	}

	@Override
	public String toString() {
		return "LlmProviderSimulator[port=%d, arrivals=%d, open=%d]".formatted(port(), arrivals(), openExchanges());
	}

	/**
	 * Builds a simulator. Not thread-safe.
	 */
	public static final class Builder {

		private static final int RECORDED = 10_000;

		private int port;

		private long seed = 42;

		private String apiKey = "sk-simulator";

		private Reply defaultReply = Reply.text("The quick brown fox jumps over the lazy dog");

		private int recorded = RECORDED;

		private InstantSource clock = InstantSource.system();

		private PromptTokenCounter tokenCounter = (request) -> TokenEstimate.of(request.body());

		private boolean strictModels;

		private RateLimits limits = RateLimits.NONE;

		private final Map<String, ModelFacts> models = new HashMap<>();

		private Builder() {
		}

		/**
		 * Listens on this port.
		 * @param port the port; 0, the default, for a random one
		 * @return this builder
		 */
		public Builder port(int port) {
			this.port = Check.inRange("port", port, 0, 65_535);
			return this;
		}

		/**
		 * Seeds everything that is left to chance.
		 * @param seed the seed, 42 by default
		 * @return this builder
		 */
		public Builder seed(long seed) {
			this.seed = seed;
			return this;
		}

		/**
		 * Accepts this API key only.
		 * @param apiKey the key, {@code sk-simulator} by default
		 * @return this builder
		 */
		public Builder apiKey(String apiKey) {
			this.apiKey = apiKey;
			return this;
		}

		/**
		 * Gives this reply when there is no script.
		 * @param reply the reply, nine words about a fox by default
		 * @return this builder
		 */
		public Builder defaultReply(Reply reply) {
			this.defaultReply = reply;
			return this;
		}

		/**
		 * Knows a model, or knows it better.
		 * @param name the name, as in requests
		 * @param contextWindow tokens of prompt and answer together
		 * @param maxOutput tokens of the longest answer
		 * @return this builder
		 */
		public Builder model(String name, int contextWindow, int maxOutput) {
			return model(name, contextWindow, contextWindow, maxOutput);
		}

		/**
		 * Knows a model whose prompts must be shorter than its window.
		 * @param name the name, as in requests
		 * @param contextWindow tokens of prompt and answer together
		 * @param maxInput tokens of the longest prompt
		 * @param maxOutput tokens of the longest answer
		 * @return this builder
		 */
		public Builder model(String name, int contextWindow, int maxInput, int maxOutput) {
			this.models.put(name, ModelFacts.of(name, contextWindow, maxInput, maxOutput));
			return this;
		}

		/**
		 * Counts the tokens of prompts with this function, for windows, rate limits,
		 * reported usage and the bill alike.
		 * @param counter the function; the default counts one token for four bytes of
		 * UTF-8
		 * @return this builder
		 */
		public Builder tokenCounter(PromptTokenCounter counter) {
			this.tokenCounter = counter;
			return this;
		}

		/**
		 * Answers 404 to models that are not known instead of taking them without limits.
		 * @return this builder
		 */
		public Builder strictModels() {
			this.strictModels = true;
			return this;
		}

		/**
		 * Limits the rate of requests and tokens, for each dialect by itself, with
		 * buckets that start full and refill continuously. Every answer tells in its
		 * headers what is left.
		 * @param requestsPerMinute the requests; 0 for no limit
		 * @param tokensPerMinute the tokens: in the OpenAI dialect those of the prompt
		 * and those asked for, in the Anthropic dialect those of the prompt; 0 for no
		 * limit
		 * @return this builder
		 */
		public Builder rateLimit(int requestsPerMinute, int tokensPerMinute) {
			this.limits = this.limits.withRates(Check.notNegative("requestsPerMinute", requestsPerMinute),
					Check.notNegative("tokensPerMinute", tokensPerMinute));
			return this;
		}

		/**
		 * Limits the rate of output tokens in the Anthropic dialect.
		 * @param tokens the tokens per minute; 0, the default, for no limit
		 * @return this builder
		 */
		public Builder outputTokensPerMinute(int tokens) {
			this.limits = this.limits.withOutputTokensPerMinute(Check.notNegative("tokens", tokens));
			return this;
		}

		/**
		 * Sizes the buckets of the rate limits.
		 * @param quota the time whose quota a full bucket holds, one minute by default
		 * @return this builder
		 */
		public Builder burst(Duration quota) {
			this.limits = this.limits.withBurst(Check.positive("quota", quota));
			return this;
		}

		/**
		 * Leaves the headers about rate limits out, {@code retry-after} included.
		 * @return this builder
		 */
		public Builder withoutRateLimitHeaders() {
			this.limits = this.limits.withoutHeaders();
			return this;
		}

		/**
		 * Answers 429 to requests while so many others are being answered.
		 * @param most the number, in both dialects together; 0, the default, for no limit
		 * @return this builder
		 */
		public Builder maxConcurrent(int most) {
			this.limits = this.limits.withMaxConcurrent(Check.notNegative("most", most));
			return this;
		}

		/**
		 * Switches recording off, for load tests; arrivals are counted all the same.
		 * @param record whether to record, true by default
		 * @return this builder
		 */
		public Builder recordRequests(boolean record) {
			return recordRequests(record ? RECORDED : 0);
		}

		/**
		 * Records the last requests only.
		 * @param last how many, 10,000 by default
		 * @return this builder
		 */
		public Builder recordRequests(int last) {
			this.recorded = Check.notNegative("last", last);
			return this;
		}

		/**
		 * Takes the time of arrivals and the refilling of limits from this clock; waits
		 * inside answers run on real time.
		 * @param clock the clock, the system's by default
		 * @return this builder
		 */
		public Builder clock(InstantSource clock) {
			this.clock = clock;
			return this;
		}

		/**
		 * Starts the simulator.
		 * @return the running simulator
		 */
		public LlmProviderSimulator start() {
			return new LlmProviderSimulator(
					new Settings(this.port, this.seed, this.apiKey, this.defaultReply, this.recorded, this.clock,
							new ModelCatalog(this.models, this.strictModels), this.limits, this.tokenCounter));
		}

	}

}
