package io.llmresilience.provider;

import java.util.ArrayDeque;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.buffer.DataBuffer;

import io.llmresilience.ChatEvent;

/**
 * Decodes one stream's bytes into events. Used by one thread at a time.
 */
final class StreamDecoding implements SseParser.Sink {

	private static final int SMALLEST = 1024;

	private final AnswerReader reader;

	private final SseParser parser;

	private final long maxBytes;

	private final Queue<ChatEvent> events = new ArrayDeque<>();

	private byte[] bytes = new byte[0];

	private long bytesRead;

	private boolean anyEvent;

	private boolean finishing;

	private boolean completed;

	private ChatEvent.@Nullable Started started;

	StreamDecoding(AnswerReader reader, HttpSettings settings) {
		this.reader = reader;
		this.parser = new SseParser((int) settings.maxEventSize().toBytes());
		this.maxBytes = settings.maxBodySize().toBytes();
	}

	boolean hasEvents() {
		return !this.events.isEmpty();
	}

	ChatEvent next() {
		return this.events.remove();
	}

	boolean finishing() {
		return this.finishing;
	}

	boolean completed() {
		return this.completed;
	}

	void feed(DataBuffer buffer) {
		int length = buffer.readableByteCount();
		this.bytesRead += length;
		if (this.bytesRead > this.maxBytes) {
			throw new MalformedAnswerException("stream is larger than " + this.maxBytes
					+ " bytes, the limit of 'llm.resilience.http.max-body-size'");
		}
		if (this.bytes.length < length) {
			this.bytes = new byte[Math.max(length, SMALLEST)];
		}
		buffer.read(this.bytes, 0, length);
		this.parser.feed(this.bytes, 0, length, this);
		look();
	}

	/**
	 * Take note of the end of the bytes.
	 */
	void end() {
		this.parser.end(this);
		look();
		if (this.reader.progress() == AnswerReader.Progress.OPEN) {
			throw this.anyEvent ? new TruncatedAnswerException()
					: new MalformedAnswerException("body is empty or no stream of events");
		}
		complete();
	}

	/**
	 * Complete an answer that has its finish reason, whatever may still follow.
	 */
	void complete() {
		if (!this.completed) {
			this.completed = true;
			add(new ChatEvent.Completed(this.reader.response()));
		}
	}

	private void look() {
		AnswerReader.Progress progress = this.reader.progress();
		if (progress != AnswerReader.Progress.OPEN && !this.finishing) {
			this.finishing = true;
			this.events.add(new ChatEvent.Note.Finishing());
		}
		if (progress == AnswerReader.Progress.ENDED) {
			complete();
		}
	}

	@Override
	public void event(@Nullable String name, byte[] data, int offset, int length) {
		this.anyEvent = true;
		if (length > 0 && !this.completed) {
			this.reader.event(name, data, offset, length, this::add);
		}
	}

	/**
	 * An attempt that fails before its first content must leave no trace, so its start is
	 * announced only with that content.
	 */
	private void add(ChatEvent event) {
		if (event instanceof ChatEvent.Started started) {
			this.started = started;
			return;
		}
		if (this.started != null && !(event instanceof ChatEvent.Note)) {
			this.events.add(this.started);
			this.started = null;
		}
		this.events.add(event);
	}

}
