package io.llmresilience.budget;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatCall.InterruptionMode;
import io.llmresilience.ChatCall.Wire;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatEvent.ServerLimits;
import io.llmresilience.ChatRequest;
import io.llmresilience.ChatResponse;
import io.llmresilience.Content;
import io.llmresilience.FinishReason;
import io.llmresilience.Message;
import io.llmresilience.Usage;
import io.llmresilience.model.ModelCatalog;
import io.llmresilience.model.ModelPrice;
import io.llmresilience.model.ModelPrice.Rates;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.PriceList;
import io.llmresilience.model.TokenEstimator;

/**
 * A model whose prompt costs 10 USD and whose answer costs 100 USD per million tokens,
 * and calls whose prompt is estimated at 1,000 tokens: with 400 tokens of output, 0.05
 * USD at most.
 */
final class Priced {

	static final String ROUTE = "local/priced";

	static final ModelSpec MODEL = new ModelSpec(ROUTE, true, 128_000, 4_096, Set.of());

	static final PriceList PRICES = ModelCatalog.builtIn()
		.withPrice(ROUTE, new ModelPrice(Rates.of(new BigDecimal("10"), new BigDecimal("100"), null, null, null)))
		.prices();

	static final long INPUT = 1000;

	static final TokenEstimator ESTIMATOR = new FixedEstimator(INPUT);

	private Priced() {
	}

	static ChatCall call(Wire wire, int maxTokens) {
		return call(ChatRequest.builder().user("Why?").maxTokens(maxTokens).build(), wire);
	}

	static ChatCall call(ChatRequest request, Wire wire) {
		return new ChatCall(request, Instant.EPOCH, Instant.EPOCH.plus(Duration.ofDays(40_000)), wire,
				InterruptionMode.FAIL);
	}

	static BigDecimal cost(long input, long output) {
		return new BigDecimal("0.00001").multiply(BigDecimal.valueOf(input))
			.add(new BigDecimal("0.0001").multiply(BigDecimal.valueOf(output)));
	}

	static ChatEvent started(Long input) {
		return new ChatEvent.Started("req_1", "priced", new Usage(input, null, null, null, null), ServerLimits.UNKNOWN);
	}

	static ChatEvent.Completed completed(Long input, Long output) {
		return completed("a", new Usage(input, output, null, null, null));
	}

	static ChatEvent.Completed completed(String text, Usage usage) {
		return new ChatEvent.Completed(ChatResponse.of(new Message.Assistant(List.of(new Content.Text(text))),
				FinishReason.STOP, "stop", usage, new ChatResponse.Origin(ROUTE, "priced", "req_1")));
	}

}
