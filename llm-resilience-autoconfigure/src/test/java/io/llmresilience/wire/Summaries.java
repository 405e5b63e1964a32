package io.llmresilience.wire;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.stereotype.Component;

import io.llmresilience.ChatService;
import io.llmresilience.history.DocumentChunk;
import io.llmresilience.history.DocumentChunker;
import io.llmresilience.history.DocumentPrompt;
import io.llmresilience.history.DocumentResult;
import io.llmresilience.history.DocumentService;
import io.llmresilience.model.ModelCatalog;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.TokenCounter;

@Component
class Summaries {

	private static final DocumentPrompt PROMPT = DocumentPrompt.builder("Summarise the text in three sentences.")
		.combineInstructions("Write one summary of the whole document, ten sentences at most.")
		.options((request) -> request.maxTokens(300))
		.build();

	private final DocumentChunker chunker;

	private final DocumentService documents;

	Summaries(ChatService chat, TokenCounter counter) {
		ModelSpec reader = ModelCatalog.builtIn().find("openai/gpt-5-mini");
		this.chunker = DocumentChunker.ofTokens(4000, counter, reader).withOverlap(200);
		this.documents = new DocumentService(chat, this.chunker);
	}

	Mono<DocumentResult> summarise(Path file) {
		Flux<DocumentChunk> chunks = Flux.using(() -> Files.newBufferedReader(file),
				(reader) -> Flux.fromStream(this.chunker.split(reader)), Summaries::close);
		return this.documents.send(PROMPT, chunks.subscribeOn(Schedulers.boundedElastic()));
	}

	private static void close(Reader reader) {
		try {
			reader.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
