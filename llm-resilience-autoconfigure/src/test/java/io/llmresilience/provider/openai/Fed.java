package io.llmresilience.provider.openai;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.llmresilience.ChatEvent;
import io.llmresilience.ChatEvent.ServerLimits;
import io.llmresilience.ChatResponse;
import io.llmresilience.provider.AnswerReader;
import io.llmresilience.provider.AnswerSource;

/**
 * A reader and the events it has made of what it was fed. Single quotes in JSON stand for
 * double ones.
 */
final class Fed {

	private static final OpenAiDialect dialect = new OpenAiDialect();

	private final AnswerReader reader = dialect.reader(new AnswerSource("test/m-1", "req-1", ServerLimits.UNKNOWN));

	private final List<ChatEvent> events = new ArrayList<>();

	static Fed whole(String body) {
		return whole(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
	}

	static Fed wholeTree(JsonNode body) {
		return whole(body.toString().getBytes(StandardCharsets.UTF_8));
	}

	private static Fed whole(byte[] body) {
		Fed fed = new Fed();
		fed.reader.whole(body, fed.events::add);
		return fed;
	}

	static Fed stream(String... data) {
		Fed fed = new Fed();
		for (String piece : data) {
			fed.event(null, piece);
		}
		return fed;
	}

	Fed event(@Nullable String name, String data) {
		return data(name, data.replace('\'', '"'));
	}

	Fed tree(JsonNode data) {
		return data(null, data.toString());
	}

	private Fed data(@Nullable String name, String data) {
		byte[] bytes = ("##" + data + "##").getBytes(StandardCharsets.UTF_8);
		this.reader.event(name, bytes, 2, bytes.length - 4, this.events::add);
		return this;
	}

	List<ChatEvent> events() {
		return this.events;
	}

	List<ChatEvent> content() {
		return this.events.stream().filter(ChatEvent::isContent).toList();
	}

	AnswerReader.Progress progress() {
		return this.reader.progress();
	}

	ChatResponse response() {
		return this.reader.response();
	}

}
