package io.llmresilience.provider;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * What an error's body says, whatever its form: wrapped in {@code error} or not, in an
 * array, a mere string, with a number as code, or with another JSON document inside its
 * text. Immutable. It may hold secrets, so it never leaves the provider rooms.
 */
public final class ErrorBody {

	private static final int DEEPEST = 8;

	private static final Set<String> IDENTIFIERS = Set.of("type", "code", "status", "error_type", "error_code",
			"reason", "limit_source", "__type");

	private static final Set<String> FLAGS = Set.of("flagged_input");

	private static final Set<String> TEXTS = Set.of("message", "error", "detail", "msg", "raw", "quotaId");

	private static final Set<String> CONTAINERS = Set.of("error", "response", "innererror", "metadata", "details",
			"detail", "violations", "raw");

	private static final List<String> CODES = List.of("code", "type", "status");

	private static final List<String> STATUSES = List.of("code", "status", "statusCode", "raw_status_code");

	private static final JsonMapper JSON = JsonParsers
		.ready(JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build());

	private final JsonNode root;

	private final JsonNode error;

	private final Set<String> words = new HashSet<>();

	private final String text;

	private ErrorBody(ProviderError source) {
		this.root = source.json().isArray() ? source.json().path(0) : source.json();
		this.error = errorOf(this.root);
		StringBuilder texts = new StringBuilder();
		if (isReadable()) {
			collect(this.root, texts, 0);
		}
		else if (!isMarkup(source.body())) {
			texts.append(source.body());
		}
		this.text = texts.toString().toLowerCase(Locale.ROOT);
	}

	/**
	 * Read an error's body.
	 * @param error the error
	 * @return what its body says, never {@code null}
	 */
	public static ErrorBody of(ProviderError error) {
		return new ErrorBody(error);
	}

	static JsonNode json(String text) {
		String json = text.strip();
		if (!json.startsWith("{") && !json.startsWith("[")) {
			return MissingNode.getInstance();
		}
		try {
			return JSON.readTree(json);
		}
		catch (JacksonException ex) {
			return MissingNode.getInstance();
		}
	}

	private static boolean isMarkup(String body) {
		return body.stripLeading().startsWith("<");
	}

	private static JsonNode errorOf(JsonNode root) {
		for (JsonNode candidate : List.of(root.path("error"), root.path("response").path("error"))) {
			if (candidate.isObject()) {
				return candidate;
			}
		}
		return root;
	}

	/**
	 * Return whether the body is JSON.
	 * @return {@code false} for text, markup, broken JSON and no body
	 */
	public boolean isReadable() {
		return this.root.isContainer();
	}

	/**
	 * Return the identifiers that the body holds: types, codes, reasons.
	 * @return the identifiers in lower case
	 */
	public Set<String> words() {
		return Set.copyOf(this.words);
	}

	/**
	 * Return the body's texts for people, those of nested documents included.
	 * @return the texts in lower case, empty for markup
	 */
	public String text() {
		return this.text;
	}

	/**
	 * Return the HTTP status that the body itself names.
	 * @return the status, 0 if it names none
	 */
	public int status() {
		for (JsonNode node : List.of(this.error, this.root)) {
			for (String name : STATUSES) {
				int status = node.path(name).asInt(0);
				if (status >= 400 && status < 600) {
					return status;
				}
			}
		}
		return 0;
	}

	JsonNode error() {
		return this.error;
	}

	/**
	 * Return the provider's own code, or else its type.
	 * @return an identifier or a short number, {@code null} if there is none that cannot
	 * be anything else
	 */
	@Nullable String code() {
		for (JsonNode node : List.of(this.error, this.root)) {
			for (String name : CODES) {
				String code = node.path(name).asString("");
				if (isCode(code) && !code.equals("error")) {
					return code;
				}
			}
		}
		return null;
	}

	@Nullable String requestId() {
		return this.root.path("request_id").stringValue(null);
	}

	private static boolean isCode(String code) {
		int length = code.length();
		if (length < 3 || length > 60) {
			return false;
		}
		boolean number = length <= 4 && code.chars().allMatch((c) -> c >= '0' && c <= '9');
		return number || code.chars().allMatch(ErrorBody::isIdentifierPart);
	}

	private static boolean isIdentifierPart(int c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.';
	}

	private void collect(JsonNode node, StringBuilder texts, int depth) {
		if (depth > DEEPEST) {
			return;
		}
		if (node.isArray()) {
			node.forEach((element) -> collect(element, texts, depth + 1));
		}
		for (Map.Entry<String, JsonNode> property : node.properties()) {
			collect(property.getKey(), property.getValue(), texts, depth + 1);
		}
	}

	private void collect(String name, JsonNode value, StringBuilder texts, int depth) {
		if (FLAGS.contains(name)) {
			this.words.add(name);
		}
		if (value.isContainer() && CONTAINERS.contains(name)) {
			collect(value, texts, depth);
		}
		else if (value.isValueNode() && IDENTIFIERS.contains(name)) {
			this.words.add(value.asString("").toLowerCase(Locale.ROOT));
		}
		else if (value.isString() && TEXTS.contains(name)) {
			collectText(value.stringValue(), texts, depth);
		}
	}

	private void collectText(String value, StringBuilder texts, int depth) {
		JsonNode nested = json(value);
		if (nested.isContainer()) {
			collect(nested, texts, depth);
		}
		else {
			texts.append(value).append('\n');
		}
	}

}
