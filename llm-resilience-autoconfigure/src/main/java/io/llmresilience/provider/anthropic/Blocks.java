package io.llmresilience.provider.anthropic;

import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.llmresilience.ChatEvent;
import io.llmresilience.Content;
import io.llmresilience.provider.MalformedAnswerException;

/**
 * The content blocks of one answer, in the order of their index.
 */
final class Blocks {

	private final SortedMap<Integer, Block> blocks = new TreeMap<>();

	void start(int index, @Nullable WirePart part, Consumer<ChatEvent> events) {
		if (part == null) {
			throw new MalformedAnswerException("the start of content block " + index + " has no block");
		}
		if (this.blocks.put(index, new Block(part, events)) != null) {
			throw new MalformedAnswerException("content block " + index + " starts twice");
		}
	}

	void add(int index, @Nullable WirePart part, Consumer<ChatEvent> events) {
		if (part != null) {
			find(index).add(part, events);
		}
	}

	void close(int index, Consumer<ChatEvent> events) {
		find(index).close(events);
	}

	void closeAll(Consumer<ChatEvent> events) {
		this.blocks.values().forEach((block) -> block.close(events));
	}

	List<Content> contents() {
		return this.blocks.values().stream().map(Block::content).filter(Objects::nonNull).toList();
	}

	private Block find(int index) {
		Block block = this.blocks.get(index);
		if (block == null) {
			throw new MalformedAnswerException("content block " + index + " has not started");
		}
		return block;
	}

}
