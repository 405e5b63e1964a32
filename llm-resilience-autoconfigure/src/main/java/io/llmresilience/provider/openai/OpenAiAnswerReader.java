package io.llmresilience.provider.openai;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.llmresilience.ChatEvent;
import io.llmresilience.ChatResponse;
import io.llmresilience.Content;
import io.llmresilience.FinishReason;
import io.llmresilience.Message;
import io.llmresilience.Usage;
import io.llmresilience.provider.AnswerReader;
import io.llmresilience.provider.AnswerSource;
import io.llmresilience.provider.JsonParsers;
import io.llmresilience.provider.ProviderError;
import io.llmresilience.provider.openai.OpenAiChunk.Choice;
import io.llmresilience.provider.openai.OpenAiChunk.Delta;

/**
 * Reads an answer of Chat Completions, whole or streamed. Tool calls are delivered with
 * the finish reason, since only then it is sure that none of them still grows.
 */
final class OpenAiAnswerReader implements AnswerReader {

	private static final byte[] END_MARK = "[DONE]".getBytes(StandardCharsets.US_ASCII);

	private final StringBuilder text = new StringBuilder();

	private final StringBuilder reasoning = new StringBuilder();

	private final OpenAiToolCalls toolCalls = new OpenAiToolCalls();

	private final AnswerSource source;

	private final JsonMapper mapper;

	private final JsonParsers parsers;

	private final OpenAiChunkParser chunks;

	private boolean started;

	private boolean refused;

	private String model = "";

	private String serviceTier = "";

	private String finishReason = "";

	private Usage usage = Usage.UNKNOWN;

	private Progress progress = Progress.OPEN;

	OpenAiAnswerReader(AnswerSource source, JsonMapper mapper, JsonParsers parsers) {
		this.source = source;
		this.mapper = mapper;
		this.parsers = parsers;
		this.chunks = new OpenAiChunkParser(parsers, false);
	}

	@Override
	public void whole(byte[] body, Consumer<ChatEvent> events) {
		OpenAiChunk answer = new OpenAiChunkParser(this.parsers, true).parse(body, 0, body.length);
		if (answer.error()) {
			throw raised(body, 0, body.length);
		}
		accept(answer, (event) -> {
			if (!event.isContent()) {
				events.accept(event);
			}
		});
		this.progress = Progress.ENDED;
	}

	@Override
	public void event(@Nullable String name, byte[] data, int offset, int length, Consumer<ChatEvent> events) {
		if ("error".equals(name)) {
			throw raised(data, offset, length);
		}
		int begin = offset;
		int end = offset + length;
		while (begin < end && isBlank(data[begin])) {
			begin++;
		}
		while (begin < end && isBlank(data[end - 1])) {
			end--;
		}
		if (isEndMark(data, begin, end)) {
			this.progress = (this.progress != Progress.OPEN) ? Progress.ENDED : Progress.OPEN;
		}
		else if (begin < end) {
			chunk(data, begin, end - begin, events);
		}
	}

	@Override
	public Progress progress() {
		return this.progress;
	}

	@Override
	public ChatResponse response() {
		List<Content> content = new ArrayList<>();
		if (!this.reasoning.isEmpty()) {
			content.add(new Content.Reasoning(this.reasoning.toString(), null, null));
		}
		if (!this.text.isEmpty()) {
			content.add(new Content.Text(this.text.toString()));
		}
		List<Content.ToolCall> calls = this.toolCalls.toToolCalls();
		content.addAll(calls);
		return ChatResponse.of(new Message.Assistant(content), finishReason(!calls.isEmpty()),
				emptyToNull(this.finishReason), this.usage, new ChatResponse.Origin(this.source.route(),
						emptyToNull(this.model), this.source.requestId(), service()));
	}

	private ChatResponse.Service service() {
		return new ChatResponse.Service(emptyToNull(this.serviceTier), null);
	}

	private void chunk(byte[] data, int offset, int length, Consumer<ChatEvent> events) {
		OpenAiChunk chunk = this.chunks.parse(data, offset, length);
		if (chunk.error()) {
			throw raised(data, offset, length);
		}
		accept(chunk, events);
	}

	private void accept(OpenAiChunk chunk, Consumer<ChatEvent> events) {
		this.model = this.model.isEmpty() ? chunk.model() : this.model;
		this.serviceTier = this.serviceTier.isEmpty() ? chunk.serviceTier() : this.serviceTier;
		this.usage = !chunk.usage().equals(Usage.UNKNOWN) ? chunk.usage() : this.usage;
		if (!this.started) {
			this.started = true;
			events.accept(new ChatEvent.Started(this.source.requestId(), emptyToNull(this.model), this.usage,
					this.source.limits(), service()));
		}
		if (chunk.choice() != null && this.progress == Progress.OPEN) {
			accept(chunk.choice(), events);
		}
	}

	private void accept(Choice choice, Consumer<ChatEvent> events) {
		Delta delta = choice.delta();
		if (!delta.reasoning().isEmpty()) {
			this.reasoning.append(delta.reasoning());
			events.accept(new ChatEvent.ReasoningDelta(delta.reasoning()));
		}
		acceptText(delta.content(), events);
		acceptText(delta.refusal(), events);
		this.refused |= !delta.refusal().isEmpty();
		if (!delta.toolCalls().isEmpty()) {
			delta.toolCalls().forEach(this.toolCalls::add);
			events.accept(ChatEvent.Note.Progressing.INSTANCE);
		}
		if (!choice.finishReason().isEmpty()) {
			this.finishReason = choice.finishReason();
			this.progress = Progress.FINISHED;
			this.toolCalls.toToolCalls().forEach((call) -> events.accept(new ChatEvent.ToolCall(call)));
		}
	}

	private void acceptText(String piece, Consumer<ChatEvent> events) {
		if (!piece.isEmpty()) {
			this.text.append(piece);
			events.accept(new ChatEvent.TextDelta(piece));
		}
	}

	private FinishReason finishReason(boolean called) {
		if (this.refused) {
			return FinishReason.CONTENT_FILTER;
		}
		return switch (this.finishReason) {
			case "stop" -> called ? FinishReason.TOOL_CALLS : FinishReason.STOP;
			case "length", "model_length" -> FinishReason.LENGTH;
			case "tool_calls", "function_call" -> FinishReason.TOOL_CALLS;
			case "content_filter" -> FinishReason.CONTENT_FILTER;
			default -> FinishReason.OTHER;
		};
	}

	private ProviderError.Raised raised(byte[] data, int offset, int length) {
		JsonNode json;
		try {
			json = this.mapper.readTree(data, offset, length);
		}
		catch (JacksonException ex) {
			json = this.mapper.missingNode();
		}
		return new ProviderError.Raised(
				new ProviderError(200, new String(data, offset, length, StandardCharsets.UTF_8), json));
	}

	private static boolean isEndMark(byte[] data, int begin, int end) {
		return Arrays.equals(data, begin, end, END_MARK, 0, END_MARK.length);
	}

	private static boolean isBlank(byte character) {
		return character == ' ' || character == '\t' || character == '\r' || character == '\n';
	}

	private static @Nullable String emptyToNull(String text) {
		return text.isEmpty() ? null : text;
	}

}
