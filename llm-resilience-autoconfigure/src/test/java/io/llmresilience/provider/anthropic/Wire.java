package io.llmresilience.provider.anthropic;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.llmresilience.ChatEvent.ServerLimits;
import io.llmresilience.ChatEvent;
import io.llmresilience.ChatRequestBuilder;
import io.llmresilience.model.ModelSpec.Quirk;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.provider.AnswerReader;
import io.llmresilience.provider.AnswerSource;

/**
 * Sends requests to, and answers from, the wire's text.
 */
final class Wire {

	static final AnswerSource SOURCE = new AnswerSource("anthropic/claude-test", "req_7", ServerLimits.UNKNOWN);

	private static final JsonMapper mapper = new JsonMapper();

	private static final AnthropicDialect dialect = new AnthropicDialect();

	private final AnswerReader reader = dialect.reader(SOURCE);

	private final List<ChatEvent> events = new ArrayList<>();

	static ModelSpec model(Quirk... quirks) {
		return new ModelSpec("anthropic/claude-test", true, 200_000, 64_000, Set.of(quirks));
	}

	static JsonNode json(String text) {
		return mapper.readTree(text);
	}

	static JsonNode body(ChatRequestBuilder request, Quirk... quirks) {
		return mapper.readTree(dialect.write(request.maxTokens(100).build(), model(quirks), false));
	}

	/**
	 * Read a stream as it stands on the wire: one event to a paragraph.
	 * @param stream the text
	 * @return this
	 */
	Wire stream(String stream) {
		for (String paragraph : stream.split("\n\n")) {
			String name = null;
			for (String line : paragraph.strip().split("\n")) {
				if (line.startsWith("event: ")) {
					name = line.substring(7);
				}
				else {
					event(name, line.substring(6));
				}
			}
		}
		return this;
	}

	Wire event(@Nullable String name, String data) {
		byte[] bytes = ("data: " + data + "\n").getBytes(StandardCharsets.UTF_8);
		this.reader.event(name, bytes, 6, bytes.length - 7, this.events::add);
		return this;
	}

	Wire whole(String body) {
		this.reader.whole(body.getBytes(StandardCharsets.UTF_8), this.events::add);
		return this;
	}

	AnswerReader reader() {
		return this.reader;
	}

	List<ChatEvent> events() {
		return this.events;
	}

}
