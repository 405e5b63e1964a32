package io.llmresilience.provider;

import java.time.Instant;
import java.util.function.Function;

import org.springframework.http.HttpHeaders;

import io.llmresilience.ChatEvent.ServerLimits;
import io.llmresilience.ChatRequest;
import io.llmresilience.FailureKind;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.provider.anthropic.AnthropicClassifier;
import io.llmresilience.provider.openai.OpenAiClassifier;

/**
 * As much of a dialect as the translation of errors needs.
 *
 * @param name the dialect's name
 * @param requestIdHeader where it has the request id
 * @param classifier its table of errors
 */
record ErrorDialect(String name, String requestIdHeader,
		Function<ProviderError, FailureKind> classifier) implements Dialect {

	static ErrorDialect of(String name) {
		return name.equals("openai") ? new ErrorDialect(name, "x-request-id", OpenAiClassifier::classify)
				: new ErrorDialect(name, "request-id", AnthropicClassifier::classify);
	}

	@Override
	public FailureKind classify(ProviderError error) {
		return this.classifier.apply(error);
	}

	@Override
	public String defaultBaseUrl() {
		throw new UnsupportedOperationException();
	}

	@Override
	public String path() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void authorize(HttpHeaders headers, String apiKey) {
		throw new UnsupportedOperationException();
	}

	@Override
	public byte[] write(ChatRequest request, ModelSpec model, boolean streamed) {
		throw new UnsupportedOperationException();
	}

	@Override
	public AnswerReader reader(AnswerSource answer) {
		throw new UnsupportedOperationException();
	}

	@Override
	public ServerLimits limits(HttpHeaders headers, Instant now) {
		throw new UnsupportedOperationException();
	}

}
