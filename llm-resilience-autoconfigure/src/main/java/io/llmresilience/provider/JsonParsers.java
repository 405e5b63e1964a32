package io.llmresilience.provider;

import java.util.Objects;

import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TreeNode;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Opens parsers for the many short JSON texts of a stream, without the databind context
 * that a mapper makes for each. Thread-safe.
 */
public final class JsonParsers extends ObjectReadContext.Base {

	private final JsonMapper mapper;

	private final ObjectReader trees;

	/**
	 * Create a source of parsers.
	 * @param mapper reads trees where one is asked for, and sets the limits
	 */
	public JsonParsers(JsonMapper mapper) {
		this.mapper = Objects.requireNonNull(mapper, "'mapper' must not be null");
		this.trees = mapper.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
	}

	/**
	 * Create a mapper with default settings that keeps its buffers by thread: answers are
	 * read on few threads, which need not compete for them.
	 * @return a new mapper
	 */
	public static JsonMapper newMapper() {
		return ready(new JsonMapper(JsonFactory.builder().recyclerPool(JsonRecyclerPools.threadLocalPool()).build()));
	}

	/**
	 * Make a mapper ready to read. Its first reading takes a lock, for which an event
	 * loop must not have to wait.
	 */
	static JsonMapper ready(JsonMapper mapper) {
		mapper.readTree("{}");
		return mapper;
	}

	/**
	 * Open a parser, which the caller closes.
	 * @param data holds the text in UTF-8
	 * @param offset where the text begins
	 * @param length how many bytes it has
	 * @return a parser before its first token
	 */
	public JsonParser open(byte[] data, int offset, int length) {
		return this.mapper.tokenStreamFactory().createParser(this, data, offset, length);
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T extends TreeNode> T readTree(JsonParser json) {
		return (T) this.trees.readTree(json);
	}

}
