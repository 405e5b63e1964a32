package io.llmresilience.history;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;

import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;

import io.llmresilience.model.ModelCatalog;
import io.llmresilience.model.TokenCounter;
import io.llmresilience.model.TokenEstimators;

/**
 * Splits a file in a process of its own and prints how many characters came out, and what
 * they add up to.
 */
final class LargeDocument {

	private final CRC32 sum = new CRC32();

	private long length;

	private LargeDocument() {
	}

	public static void main(String[] arguments) throws IOException {
		DocumentChunker chunker = arguments[1].equals("tokens") ? DocumentChunker.ofTokens(1000,
				TokenCounter.openAi(new TokenEstimators()), ModelCatalog.builtIn().find("openai/gpt-4o"))
				: DocumentChunker.ofCharacters(4000);
		LargeDocument document = new LargeDocument();
		try (BufferedReader reader = Files.newBufferedReader(Path.of(arguments[0]))) {
			if (arguments[2].equals("reader")) {
				chunker.split(reader).forEach(document::add);
			}
			else {
				chunker.split(pieces(reader)).doOnNext(document::add).blockLast();
			}
		}
		System.out.println(document.length + " " + document.sum.getValue());
	}

	private static Flux<String> pieces(Reader reader) {
		return Flux.generate((sink) -> read(reader, sink));
	}

	private static void read(Reader reader, SynchronousSink<String> sink) {
		char[] buffer = new char[10_000];
		try {
			int count = reader.read(buffer);
			if (count < 0) {
				sink.complete();
			}
			else {
				sink.next(new String(buffer, 0, count));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void add(DocumentChunk chunk) {
		this.length += chunk.textWithoutOverlap().length();
		this.sum.update(chunk.textWithoutOverlap().getBytes(StandardCharsets.UTF_8));
	}

}
