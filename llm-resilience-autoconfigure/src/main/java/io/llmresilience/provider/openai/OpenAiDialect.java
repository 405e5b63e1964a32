package io.llmresilience.provider.openai;

import java.time.Instant;

import org.springframework.http.HttpHeaders;
import tools.jackson.databind.json.JsonMapper;

import io.llmresilience.ChatEvent.ServerLimits;
import io.llmresilience.ChatRequest;
import io.llmresilience.FailureKind;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.provider.AnswerReader;
import io.llmresilience.provider.AnswerSource;
import io.llmresilience.provider.Dialect;
import io.llmresilience.provider.JsonParsers;
import io.llmresilience.provider.ProviderError;

/**
 * Speaks OpenAI's Chat Completions, with OpenAI itself and with the many servers that
 * speak it too: Azure OpenAI, vLLM, Ollama, Groq, Mistral, DeepSeek, OpenRouter and
 * others. Where they deviate, reading is lenient. Stateless and thread-safe.
 */
public final class OpenAiDialect implements Dialect {

	private final OpenAiErrors errors = new OpenAiErrors();

	static final String NAME = "openai";

	private final JsonMapper mapper = JsonParsers.newMapper();

	private final JsonParsers parsers = new JsonParsers(this.mapper);

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public String defaultBaseUrl() {
		return "https://api.openai.com/v1";
	}

	@Override
	public String path() {
		return "/chat/completions";
	}

	@Override
	public void authorize(HttpHeaders headers, String apiKey) {
		headers.setBearerAuth(apiKey);
	}

	@Override
	public byte[] write(ChatRequest request, ModelSpec model, boolean streamed) {
		new OpenAiRules(request, model).check();
		return OpenAiRequestWriter.write(this.mapper, request, model, streamed);
	}

	@Override
	public AnswerReader reader(AnswerSource answer) {
		return new OpenAiAnswerReader(answer, this.mapper, this.parsers);
	}

	@Override
	public FailureKind classify(ProviderError error) {
		return this.errors.classify(error);
	}

	@Override
	public ServerLimits limits(HttpHeaders headers, Instant now) {
		return OpenAiLimits.of(headers, now);
	}

	@Override
	public String requestIdHeader() {
		return "x-request-id";
	}

}
