package io.llmresilience.provider.anthropic;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

import io.llmresilience.ChatEvent;
import io.llmresilience.ChatResponse;
import io.llmresilience.FinishReason;
import io.llmresilience.Message;
import io.llmresilience.provider.AnswerReader;
import io.llmresilience.provider.AnswerSource;
import io.llmresilience.provider.MalformedAnswerException;
import io.llmresilience.provider.ProviderError;

/**
 * Reads one answer. Event types, block types and fields that are not known are passed
 * over, as the provider's documentation asks for.
 */
final class MessageReader implements AnswerReader {

	private final AnswerSource source;

	private final Blocks blocks = new Blocks();

	private WireUsage usage = WireUsage.UNKNOWN;

	private boolean started;

	private boolean stopped;

	private @Nullable String model;

	private @Nullable String stopReason;

	MessageReader(AnswerSource source) {
		this.source = source;
	}

	@Override
	public void whole(byte[] body, Consumer<ChatEvent> events) {
		WireMessage message = read(body, 0, body.length, WireMessage::read);
		if (message.isError()) {
			throw error(body, 0, body.length);
		}
		List<WirePart> content = message.content();
		if (content == null || message.stopReason() == null) {
			throw new MalformedAnswerException("the body is no message with a list of content and a stop reason");
		}
		start(message, events);
		for (int i = 0; i < content.size(); i++) {
			this.blocks.start(i, content.get(i), MessageReader::ignore);
		}
		this.blocks.closeAll(MessageReader::ignore);
		this.stopReason = message.stopReason();
		this.stopped = true;
	}

	@Override
	public void event(@Nullable String name, byte[] data, int offset, int length, Consumer<ChatEvent> events) {
		if ("error".equals(name)) {
			throw error(data, offset, length);
		}
		WireEvent event = read(data, offset, length, WireEvent::read);
		switch (event.typeOr(name)) {
			case "content_block_delta" -> {
				start(null, events);
				this.blocks.add(event.index(), event.part(), events);
			}
			case "content_block_start" -> {
				start(null, events);
				this.blocks.start(event.index(), event.part(), events);
			}
			case "content_block_stop" -> this.blocks.close(event.index(), events);
			case "message_start" -> start(event.message(), events);
			case "message_delta" -> change(event, events);
			case "message_stop" -> stop(events);
			case "error" -> throw error(data, offset, length);
			default -> {
			}
		}
	}

	@Override
	public Progress progress() {
		if (this.stopReason == null) {
			return Progress.OPEN;
		}
		return this.stopped ? Progress.ENDED : Progress.FINISHED;
	}

	@Override
	public ChatResponse response() {
		if (this.stopReason == null) {
			throw new IllegalStateException("The answer is not finished");
		}
		return ChatResponse.of(new Message.Assistant(this.blocks.contents()), finishReason(this.stopReason),
				this.stopReason, this.usage.toUsage(), new ChatResponse.Origin(this.source.route(), this.model,
						this.source.requestId(), this.usage.service()));
	}

	private void start(@Nullable WireMessage message, Consumer<ChatEvent> events) {
		if (this.started) {
			return;
		}
		this.started = true;
		if (message != null) {
			this.model = message.model();
			this.usage = message.usage();
		}
		events.accept(new ChatEvent.Started(this.source.requestId(), this.model, this.usage.toUsage(),
				this.source.limits(), this.usage.service()));
	}

	private void change(WireEvent event, Consumer<ChatEvent> events) {
		start(null, events);
		this.usage = event.usage().orElse(this.usage);
		if (event.part() != null && event.part().stopReason() != null) {
			this.stopReason = event.part().stopReason();
			this.blocks.closeAll(events);
		}
	}

	private void stop(Consumer<ChatEvent> events) {
		start(null, events);
		this.stopped = true;
	}

	private static <T> T read(byte[] data, int offset, int length, Function<JsonParser, T> shape) {
		try (JsonParser json = WireJson.parser(data, offset, length)) {
			if (!WireJson.enterObject(json)) {
				throw new MalformedAnswerException("the answer is no JSON object");
			}
			return shape.apply(json);
		}
		catch (JacksonException ex) {
			throw new MalformedAnswerException("the answer is no valid JSON");
		}
	}

	private static ProviderError.Raised error(byte[] data, int offset, int length) {
		String text = new String(data, offset, length, StandardCharsets.UTF_8);
		return new ProviderError.Raised(new ProviderError(200, text, WireJson.tree(data, offset, length)));
	}

	private static void ignore(ChatEvent event) {
	}

	private static FinishReason finishReason(String stopReason) {
		return switch (stopReason) {
			case "end_turn", "stop_sequence" -> FinishReason.STOP;
			case "max_tokens", "model_context_window_exceeded" -> FinishReason.LENGTH;
			case "tool_use" -> FinishReason.TOOL_CALLS;
			case "refusal" -> FinishReason.CONTENT_FILTER;
			default -> FinishReason.OTHER;
		};
	}

}
