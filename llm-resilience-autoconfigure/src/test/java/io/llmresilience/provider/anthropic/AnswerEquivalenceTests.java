package io.llmresilience.provider.anthropic;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import io.llmresilience.ChatEvent;
import io.llmresilience.ChatResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One answer read whole and read as a stream is the same answer, whatever its blocks and
 * however they are cut.
 */
class AnswerEquivalenceTests {

	private static final List<String> STOPS = List.of("end_turn", "max_tokens", "tool_use", "refusal", "odd");

	private static final JsonMapper mapper = new JsonMapper();

	private final StringBuilder whole = new StringBuilder();

	private final StringBuilder stream = new StringBuilder();

	static LongStream seeds() {
		return LongStream.range(0, 500);
	}

	@ParameterizedTest(name = "seed {0}")
	@MethodSource("seeds")
	void wholeAndStreamedAnswerAreEqual(long seed) {
		Random random = new Random(seed);
		render(random);
		ChatResponse whole = new Wire().whole(this.whole.toString()).reader().response();
		Wire streamed = new Wire().stream(this.stream.toString());
		assertThat(streamed.reader().response()).as("seed %d", seed).isEqualTo(whole);
		assertThat(delivered(streamed, ChatEvent.TextDelta.class)).as("seed %d", seed).isEqualTo(whole.text());
		assertThat(delivered(streamed, ChatEvent.ReasoningDelta.class)).as("seed %d", seed)
			.isEqualTo(whole.reasoning());
		assertThat(streamed.events().stream().filter(ChatEvent.ToolCall.class::isInstance).count()).as("seed %d", seed)
			.isEqualTo(whole.toolCalls().size());
	}

	private void render(Random random) {
		long input = random.nextInt(1000);
		long read = random.nextInt(1000);
		long output = random.nextInt(1000);
		String stop = STOPS.get(random.nextInt(STOPS.size()));
		event("message_start", "\"message\":{\"model\":\"m\",\"content\":[],\"usage\":{\"input_tokens\":" + input
				+ ",\"cache_read_input_tokens\":" + read + ",\"output_tokens\":1}}");
		List<String> blocks = IntStream.range(0, random.nextInt(7)).mapToObj((index) -> block(index, random)).toList();
		event("message_delta",
				"\"delta\":{\"stop_reason\":\"" + stop + "\"},\"usage\":{\"output_tokens\":" + output + "}");
		event("message_stop", "\"x\":[]");
		this.whole.append("{\"model\":\"m\",\"content\":")
			.append(blocks)
			.append(",\"stop_reason\":\"" + stop + "\",\"usage\":{\"input_tokens\":" + input
					+ ",\"cache_read_input_tokens\":" + read + ",\"output_tokens\":" + output + "}}");
	}

	private String block(int index, Random random) {
		String text = text(random);
		return switch (random.nextInt(5)) {
			case 0 -> {
				pieces(index, "\"type\":\"text\",\"text\":\"\"", "text_delta", "text", text, random);
				yield "{\"type\":\"text\",\"text\":" + quote(text) + "}";
			}
			case 1 -> {
				start(index, "\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"");
				cut(index, "thinking_delta", "thinking", text, random);
				delta(index, "signature_delta", "signature", "s" + index);
				event("content_block_stop", "\"index\":" + index);
				yield "{\"type\":\"thinking\",\"thinking\":" + quote(text) + ",\"signature\":\"s" + index + "\"}";
			}
			case 2 -> {
				String head = "\"type\":\"tool_use\",\"id\":\"t" + index + "\",\"name\":\"n\"";
				String arguments = random.nextBoolean() ? "{}" : "{\"k\":[" + quote(text) + ",1.50,null,{}]}";
				pieces(index, head + ",\"input\":{}", "input_json_delta", "partial_json", arguments, random);
				yield "{" + head + ",\"input\":" + arguments + "}";
			}
			case 3 -> same(index, "\"type\":\"redacted_thinking\",\"data\":\"d" + index + "\"");
			default -> same(index, "\"type\":\"fallback\",\"text\":{\"deep\":[1]},\"input\":[]");
		};
	}

	private String same(int index, String block) {
		start(index, block);
		event("content_block_stop", "\"index\":" + index);
		return "{" + block + "}";
	}

	private void pieces(int index, String head, String delta, String field, String text, Random random) {
		start(index, head);
		cut(index, delta, field, text, random);
		event("content_block_stop", "\"index\":" + index);
	}

	private void cut(int index, String delta, String field, String text, Random random) {
		int from = 0;
		while (from < text.length()) {
			int to = Math.min(text.length(), from + random.nextInt(4));
			delta(index, delta, field, text.substring(from, to));
			from = to;
		}
	}

	private void start(int index, String block) {
		event("content_block_start", "\"index\":" + index + ",\"content_block\":{" + block + "}");
	}

	private void delta(int index, String type, String field, String text) {
		event("content_block_delta",
				"\"index\":" + index + ",\"delta\":{\"type\":\"" + type + "\",\"" + field + "\":" + quote(text) + "}");
	}

	private void event(String type, String rest) {
		this.stream.append("data: {\"type\":\"").append(type).append("\",").append(rest).append("}\n\n");
	}

	private static String text(Random random) {
		List<String> alphabet = List.of("a", " ", "\"", "\\", "\n", "\u00e9", "\u4e2d", "{", "}", "\t", "</");
		return String.join("",
				IntStream.range(0, random.nextInt(20))
					.mapToObj((i) -> alphabet.get(random.nextInt(alphabet.size())))
					.toList());
	}

	private static String quote(String text) {
		return mapper.writeValueAsString(text);
	}

	private static String delivered(Wire wire, Class<? extends ChatEvent> type) {
		List<String> pieces = new ArrayList<>();
		for (ChatEvent event : wire.events()) {
			if (type.isInstance(event)) {
				pieces.add((event instanceof ChatEvent.TextDelta text) ? text.text()
						: ((ChatEvent.ReasoningDelta) event).text());
			}
		}
		return String.join("", pieces);
	}

}
