package io.llmresilience.provider;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Reads server-sent events from bytes as they arrive, by the WHATWG HTML standard
 * (section "Server-sent events"). It never decodes text, so a buffer may end anywhere. An
 * event that lies in one buffer with one data line is handed over without a copy. Holds
 * at most about twice the limit. Used by one thread at a time.
 */
final class SseParser {

	private static final byte[] BYTE_ORDER_MARK = { (byte) 0xEF, (byte) 0xBB, (byte) 0xBF };

	private static final byte[] NEW_LINE = { '\n' };

	private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] EVENT = "event".getBytes(StandardCharsets.US_ASCII);

	private static final int LONGEST_PREFIX = "event: ".length();

	private final int maxEventBytes;

	private final EventNames names = new EventNames();

	private final ByteBuilder line = new ByteBuilder();

	private final ByteBuilder data = new ByteBuilder();

	private @Nullable String name;

	private byte[] fed = {};

	private int sliceOffset;

	private int sliceLength;

	private boolean sliced;

	private boolean dataSeen;

	private boolean inComment;

	private boolean afterCarriageReturn;

	private int markMatched;

	SseParser(int maxEventBytes) {
		this.maxEventBytes = maxEventBytes;
	}

	/**
	 * Read the next bytes.
	 * @param bytes the buffer; not kept
	 * @param offset where the bytes begin
	 * @param length how many there are
	 * @param sink takes the events that are complete
	 * @throws EventTooLargeException if one event exceeds the limit
	 */
	void feed(byte[] bytes, int offset, int length, Sink sink) {
		int end = offset + length;
		int start = (this.markMatched < BYTE_ORDER_MARK.length) ? skipMark(bytes, offset, end) : offset;
		if (this.afterCarriageReturn && start < end) {
			this.afterCarriageReturn = false;
			start = skipLineFeed(bytes, start, end);
		}
		this.fed = bytes;
		keep(bytes, lines(bytes, start, end, sink), end);
	}

	/**
	 * Say that no more bytes will come. A last event that lacks only its blank line is
	 * dispatched, since servers do leave it out; one whose last line is cut is dropped.
	 * @param sink takes the last event
	 * @return whether there was such an event
	 */
	boolean end(Sink sink) {
		boolean pending = this.dataSeen && this.line.size() == 0;
		if (pending) {
			dispatch(sink);
		}
		return pending;
	}

	private int lines(byte[] bytes, int from, int end, Sink sink) {
		int start = from;
		int position = from;
		while (position < end) {
			byte value = bytes[position++];
			if (value == '\n' || value == '\r') {
				endLine(bytes, start, position - 1, sink);
				if (value == '\r') {
					this.afterCarriageReturn = (position == end);
					position = skipLineFeed(bytes, position, end);
				}
				start = position;
			}
		}
		return start;
	}

	private static int skipLineFeed(byte[] bytes, int position, int end) {
		return (position < end && bytes[position] == '\n') ? position + 1 : position;
	}

	private int skipMark(byte[] bytes, int offset, int end) {
		int position = offset;
		while (position < end && this.markMatched < BYTE_ORDER_MARK.length) {
			if (bytes[position] != BYTE_ORDER_MARK[this.markMatched]) {
				this.line.append(BYTE_ORDER_MARK, 0, this.markMatched);
				this.markMatched = BYTE_ORDER_MARK.length;
				return position;
			}
			this.markMatched++;
			position++;
		}
		return position;
	}

	private void endLine(byte[] bytes, int start, int end, Sink sink) {
		if (this.inComment) {
			this.inComment = false;
		}
		else if (this.line.size() > 0) {
			append(this.line, bytes, start, end - start, LONGEST_PREFIX);
			this.fed = this.line.bytes();
			field(this.fed, 0, this.line.size());
			flushSlice();
			this.line.clear();
			this.fed = bytes;
		}
		else if (start == end) {
			dispatch(sink);
		}
		else {
			field(bytes, start, end);
		}
	}

	private void field(byte[] bytes, int start, int end) {
		if (bytes[start] == ':') {
			return;
		}
		check(end - start - LONGEST_PREFIX);
		if (isField(DATA, bytes, start, end)) {
			int value = valueOf(bytes, start + DATA.length, end);
			data(bytes, value, end - value);
		}
		else if (isField(EVENT, bytes, start, end)) {
			int value = valueOf(bytes, start + EVENT.length, end);
			this.name = (value < end) ? this.names.of(bytes, value, end - value) : null;
		}
	}

	private static boolean isField(byte[] field, byte[] bytes, int start, int end) {
		int length = field.length;
		if (end - start < length || (end - start > length && bytes[start + length] != ':')) {
			return false;
		}
		for (int i = 0; i < length; i++) {
			if (bytes[start + i] != field[i]) {
				return false;
			}
		}
		return true;
	}

	private static int valueOf(byte[] bytes, int afterName, int end) {
		int value = Math.min(afterName + 1, end);
		return (value < end && bytes[value] == ' ') ? value + 1 : value;
	}

	private void data(byte[] bytes, int offset, int length) {
		if (!this.dataSeen) {
			this.dataSeen = true;
			this.sliced = true;
			this.sliceOffset = offset;
			this.sliceLength = length;
			check(length);
			return;
		}
		flushSlice();
		append(this.data, NEW_LINE, 0, 1, 0);
		append(this.data, bytes, offset, length, 0);
	}

	private void dispatch(Sink sink) {
		String eventName = this.name;
		this.name = null;
		if (!this.dataSeen) {
			return;
		}
		this.dataSeen = false;
		if (this.sliced) {
			this.sliced = false;
			sink.event(eventName, this.fed, this.sliceOffset, this.sliceLength);
			return;
		}
		int length = this.data.size();
		byte[] bytes = this.data.bytes();
		this.data.clear();
		sink.event(eventName, bytes, 0, length);
	}

	private void keep(byte[] bytes, int start, int end) {
		flushSlice();
		this.fed = NEW_LINE;
		if (start == end || this.inComment) {
			return;
		}
		if (this.line.size() == 0 && bytes[start] == ':') {
			this.inComment = true;
			return;
		}
		append(this.line, bytes, start, end - start, LONGEST_PREFIX);
	}

	private void flushSlice() {
		if (this.sliced) {
			this.sliced = false;
			append(this.data, this.fed, this.sliceOffset, this.sliceLength, 0);
		}
	}

	private void append(ByteBuilder target, byte[] bytes, int offset, int length, int allowance) {
		check(target.size() + length - allowance);
		target.append(bytes, offset, length);
	}

	private void check(int eventBytes) {
		if (eventBytes > this.maxEventBytes) {
			throw new EventTooLargeException(this.maxEventBytes);
		}
	}

	/**
	 * Takes the events of a stream.
	 */
	@FunctionalInterface
	interface Sink {

		/**
		 * Take one event.
		 * @param name the event's name, {@code null} if the server gave none
		 * @param data holds the event's data in UTF-8; only valid during this call
		 * @param offset where the data begins
		 * @param length the data's length in bytes, 0 if the server sent empty data
		 */
		void event(@Nullable String name, byte[] data, int offset, int length);

	}

}
