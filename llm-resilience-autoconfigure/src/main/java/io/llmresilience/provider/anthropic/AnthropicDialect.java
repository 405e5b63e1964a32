package io.llmresilience.provider.anthropic;

import java.time.Instant;

import org.springframework.http.HttpHeaders;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.util.ByteArrayBuilder;

import io.llmresilience.CallRefusedException;
import io.llmresilience.ChatEvent.ServerLimits;
import io.llmresilience.ChatRequest;
import io.llmresilience.FailureKind;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.provider.AnswerReader;
import io.llmresilience.provider.AnswerSource;
import io.llmresilience.provider.Dialect;
import io.llmresilience.provider.ProviderError;

/**
 * Speaks Anthropic's Messages API, version 2023-06-01, whole and streamed. Stateless and
 * thread-safe.
 */
public final class AnthropicDialect implements Dialect {

	private final AnthropicErrors errors = new AnthropicErrors();

	@Override
	public String name() {
		return "anthropic";
	}

	@Override
	public String defaultBaseUrl() {
		return "https://api.anthropic.com";
	}

	@Override
	public String path() {
		return "/v1/messages";
	}

	@Override
	public void authorize(HttpHeaders headers, String apiKey) {
		headers.set("x-api-key", apiKey);
		headers.set("anthropic-version", "2023-06-01");
	}

	@Override
	public byte[] write(ChatRequest request, ModelSpec model, boolean streamed) {
		new RequestRules(model).check(request);
		new ConversationRules(model).check(request.messages());
		ByteArrayBuilder body = new ByteArrayBuilder();
		try (JsonGenerator json = WireJson.generator(body)) {
			new RequestWriter(json, request, model).write(streamed);
		}
		catch (JacksonException ex) {
			throw new CallRefusedException(FailureKind.INVALID_REQUEST, model.id(),
					"the request cannot be written as JSON; look for extra fields or schemas that are nested more than "
							+ "500 deep, or tool call arguments cut inside a character");
		}
		return body.toByteArray();
	}

	@Override
	public AnswerReader reader(AnswerSource answer) {
		return new MessageReader(answer);
	}

	@Override
	public FailureKind classify(ProviderError error) {
		return this.errors.classify(error);
	}

	@Override
	public ServerLimits limits(HttpHeaders headers, Instant now) {
		return AnthropicLimits.of(headers, now);
	}

	@Override
	public String requestIdHeader() {
		return "request-id";
	}

}
