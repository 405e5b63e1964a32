package io.llmresilience.provider.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.log.LogMessage;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.util.BufferRecycler;
import tools.jackson.core.util.ByteArrayBuilder;
import tools.jackson.databind.json.JsonMapper;

import io.llmresilience.CallRefusedException;
import io.llmresilience.ChatRequest;
import io.llmresilience.ChatRequest.Sampling;
import io.llmresilience.FailureKind;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.ModelSpec.Quirk;
import io.llmresilience.provider.JsonValues;

/**
 * Writes one request of Chat Completions straight to bytes. A field that the request's
 * extra fields have too is written from there, and only once.
 */
final class OpenAiRequestWriter {

	private static final Log logger = LogFactory.getLog(OpenAiRequestWriter.class);

	private final JsonGenerator json;

	private final ChatRequest request;

	private final ModelSpec model;

	private final Map<String, Object> extra;

	private OpenAiRequestWriter(JsonGenerator json, ChatRequest request, ModelSpec model) {
		this.json = json;
		this.request = request;
		this.model = model;
		this.extra = OpenAiRules.extra(request);
	}

	static byte[] write(JsonMapper mapper, ChatRequest request, ModelSpec model, boolean streamed) {
		BufferRecycler recycler = mapper.tokenStreamFactory()._getBufferRecycler();
		try (ByteArrayBuilder bytes = new ByteArrayBuilder(recycler)) {
			try (JsonGenerator json = mapper.createGenerator(bytes)) {
				new OpenAiRequestWriter(json, request, model).write(streamed);
			}
			return bytes.getClearAndRelease();
		}
		catch (JacksonException ex) {
			throw new CallRefusedException(FailureKind.INVALID_REQUEST, model.id(),
					"the request cannot be written as JSON; look for maps and lists that are nested more than 500 deep");
		}
		finally {
			recycler.releaseToPool();
		}
	}

	private void write(boolean streamed) {
		this.json.writeStartObject();
		writeString("model", this.model.name());
		if (begin("messages")) {
			new OpenAiMessageWriter(this.json, this.model).write(this.request.messages());
		}
		if (!this.request.toolUse().tools().isEmpty()) {
			writeTools();
		}
		writeOutput();
		writeSampling();
		writeString("user", this.request.origin().userId());
		if (streamed) {
			writeStream();
		}
		new JsonValues(this.json, this.model.id(), "extra").writeProperties(this.extra);
		this.json.writeEndObject();
	}

	private void writeTools() {
		OpenAiToolWriter tools = new OpenAiToolWriter(this.json, this.model);
		if (begin("tools")) {
			tools.write(this.request.toolUse().tools());
		}
		if (this.request.toolUse().choice() != null && begin("tool_choice")) {
			tools.write(this.request.toolUse().choice());
		}
	}

	private void writeOutput() {
		Integer maxTokens = this.request.output().maxTokens();
		boolean overridden = this.extra.containsKey("max_tokens") || this.extra.containsKey("max_completion_tokens");
		if (maxTokens != null && !overridden) {
			this.json.writeNumberProperty(
					this.model.has(Quirk.MAX_COMPLETION_TOKENS) ? "max_completion_tokens" : "max_tokens", maxTokens);
		}
		ChatRequest.Format format = this.request.output().format();
		if (format != ChatRequest.Format.Text.INSTANCE && begin("response_format")) {
			writeFormat(format);
		}
	}

	private void writeFormat(ChatRequest.Format format) {
		this.json.writeStartObject();
		if (format instanceof ChatRequest.Format.JsonSchema schema) {
			this.json.writeStringProperty("type", "json_schema");
			this.json.writeObjectPropertyStart("json_schema");
			this.json.writeStringProperty("name", schema.name());
			this.json.writeName("schema");
			new JsonValues(this.json, this.model.id(), "format.schema").write(schema.schema());
			this.json.writeBooleanProperty("strict", schema.strict());
			this.json.writeEndObject();
		}
		else {
			this.json.writeStringProperty("type", "json_object");
		}
		this.json.writeEndObject();
	}

	private void writeSampling() {
		Sampling sampling = this.request.sampling();
		List<String> leftOut = new ArrayList<>(0);
		boolean sampled = !this.model.has(Quirk.NO_SAMPLING);
		boolean both = !(this.model.has(Quirk.TEMPERATURE_OR_TOP_P) && sampling.temperature() != null);
		writeSampling("temperature", sampling.temperature(), sampled, leftOut);
		writeSampling("top_p", sampling.topP(), sampled && both, leftOut);
		if (sampling.seed() != null && begin("seed")) {
			this.json.writeNumber(sampling.seed());
		}
		if (!sampling.stopSequences().isEmpty() && !this.extra.containsKey("stop")) {
			writeStop(sampling.stopSequences(), leftOut);
		}
		if (!leftOut.isEmpty()) {
			logger.debug(LogMessage.format("Left out %s, which %s refuses", leftOut, this.model.id()));
		}
	}

	private void writeSampling(String field, @Nullable Double value, boolean taken, List<String> leftOut) {
		if (value == null || this.extra.containsKey(field)) {
			return;
		}
		if (taken) {
			this.json.writeNumberProperty(field, value);
		}
		else {
			leftOut.add(field);
		}
	}

	private void writeStop(List<String> stopSequences, List<String> leftOut) {
		if (this.model.has(Quirk.NO_STOP_SEQUENCES)) {
			leftOut.add("stop");
			return;
		}
		this.json.writeArrayPropertyStart("stop");
		stopSequences.forEach(this.json::writeString);
		this.json.writeEndArray();
	}

	private void writeStream() {
		this.json.writeBooleanProperty("stream", true);
		if (begin("stream_options")) {
			this.json.writeStartObject();
			this.json.writeBooleanProperty("include_usage", true);
			this.json.writeEndObject();
		}
	}

	private void writeString(String field, @Nullable String value) {
		if (value != null && begin(field)) {
			this.json.writeString(value);
		}
	}

	private boolean begin(String field) {
		if (this.extra.containsKey(field)) {
			return false;
		}
		this.json.writeName(field);
		return true;
	}

}
