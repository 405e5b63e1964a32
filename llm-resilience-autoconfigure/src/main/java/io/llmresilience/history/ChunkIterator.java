package io.llmresilience.history;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.CharBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Reads a document as far as the next chunk needs.
 */
final class ChunkIterator implements Iterator<DocumentChunk> {

	private final Reader reader;

	private final ChunkCutter cutter;

	private final char[] buffer = new char[8192];

	ChunkIterator(Reader reader, ChunkCutter cutter) {
		this.reader = reader;
		this.cutter = cutter;
	}

	@Override
	public boolean hasNext() {
		read();
		return !this.cutter.isEmpty();
	}

	@Override
	public DocumentChunk next() {
		if (!hasNext()) {
			throw new NoSuchElementException("The document has no more chunks");
		}
		return this.cutter.next();
	}

	private void read() {
		try {
			for (int wanted = this.cutter.wanted(); wanted > 0; wanted = this.cutter.wanted()) {
				int count = this.reader.read(this.buffer, 0, Math.min(wanted, this.buffer.length));
				if (count < 0) {
					this.cutter.end();
				}
				else {
					this.cutter.accept(CharBuffer.wrap(this.buffer), 0, count);
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
