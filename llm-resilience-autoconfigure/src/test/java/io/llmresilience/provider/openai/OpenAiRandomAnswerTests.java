package io.llmresilience.provider.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import io.llmresilience.ChatEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an answer is the same however a stream cuts it, and that its events add up
 * to it.
 */
class OpenAiRandomAnswerTests {

	private static final String ALPHABET = "ab \"\\\n{}[]:,üß日\u0001";

	private static final JsonMapper mapper = new JsonMapper();

	@Test
	void streamedAnswerIsTheWholeAnswer() {
		for (long seed = 0; seed < 2000; seed++) {
			Random random = new Random(seed);
			ObjectNode answer = answer(random);
			Fed whole = Fed.wholeTree(answer);
			Fed streamed = new Fed();
			chunks(answer, random).forEach(streamed::tree);
			assertThat(streamed.response()).as("seed %d", seed).isEqualTo(whole.response());
			assertThat(textOf(streamed)).as("seed %d", seed).isEqualTo(whole.response().text());
			assertThat(callsOf(streamed)).as("seed %d", seed).isEqualTo(whole.response().toolCalls());
		}
	}

	private static String textOf(Fed fed) {
		return fed.events()
			.stream()
			.filter(ChatEvent.TextDelta.class::isInstance)
			.map((event) -> ((ChatEvent.TextDelta) event).text())
			.collect(Collectors.joining());
	}

	private static List<?> callsOf(Fed fed) {
		return fed.events()
			.stream()
			.filter(ChatEvent.ToolCall.class::isInstance)
			.map((event) -> ((ChatEvent.ToolCall) event).call())
			.toList();
	}

	private static ObjectNode answer(Random random) {
		ObjectNode message = mapper.createObjectNode().put("role", "assistant");
		for (String field : List.of("reasoning_content", "content", "refusal")) {
			message.put(field, (random.nextInt(3) > 0) ? text(random) : null);
		}
		ArrayNode calls = message.putArray("tool_calls");
		for (int i = random.nextInt(4); i > 0; i--) {
			ObjectNode call = calls.addObject().put("id", "call_" + i).put("type", "function");
			call.putObject("function").put("name", "tool_" + i).put("arguments", text(random));
		}
		ObjectNode answer = mapper.createObjectNode().put("model", "m-" + random.nextInt());
		List<String> reasons = List.of("stop", "length", "tool_calls", "content_filter", "other");
		answer.putArray("choices")
			.addObject()
			.put("finish_reason", reasons.get(random.nextInt(reasons.size())))
			.set("message", message);
		answer.putObject("usage")
			.put("prompt_tokens", 1 + random.nextInt(3))
			.put("completion_tokens", random.nextInt(3));
		return answer;
	}

	private static List<ObjectNode> chunks(ObjectNode answer, Random random) {
		JsonNode choice = answer.at("/choices/0");
		List<ObjectNode> chunks = new ArrayList<>();
		chunks.add(delta(mapper.createObjectNode().put("role", "assistant").putNull("content")));
		for (String field : List.of("reasoning_content", "content", "refusal")) {
			for (String piece : cut(choice.at("/message/" + field).stringValue(""), random)) {
				chunks.add(delta(mapper.createObjectNode().put(field, piece)));
			}
		}
		chunks.addAll(callChunks(choice.at("/message/tool_calls"), random));
		ObjectNode last = delta(mapper.createObjectNode());
		last.withObjectProperty("usage").setAll((ObjectNode) mapper.readTree("{\"prompt_tokens\":1}"));
		((ObjectNode) last.at("/choices/0")).set("finish_reason", choice.get("finish_reason"));
		chunks.add(last);
		ObjectNode usage = mapper.createObjectNode();
		usage.putArray("choices");
		chunks.add(usage.set("usage", answer.get("usage")));
		chunks.forEach((chunk) -> chunk.set("model", answer.get("model")));
		return chunks;
	}

	private static List<ObjectNode> callChunks(JsonNode calls, Random random) {
		List<List<ObjectNode>> queues = new ArrayList<>();
		for (JsonNode call : calls) {
			List<ObjectNode> queue = new ArrayList<>();
			boolean repeats = random.nextBoolean();
			for (String piece : cut(call.at("/function/arguments").stringValue(""), random)) {
				ObjectNode delta = mapper.createObjectNode().put("index", queues.size());
				delta.putObject("function").put("arguments", piece);
				if (queue.isEmpty() || repeats) {
					delta.set("id", call.get("id"));
					delta.withObjectProperty("function").set("name", call.at("/function/name"));
				}
				queue.add(delta);
			}
			queues.add(queue);
		}
		return interleave(queues, random);
	}

	private static List<ObjectNode> interleave(List<List<ObjectNode>> queues, Random random) {
		List<ObjectNode> chunks = new ArrayList<>();
		queues.forEach((queue) -> chunks.add(calls(queue.remove(0))));
		queues.removeIf(List::isEmpty);
		while (!queues.isEmpty()) {
			chunks.add(calls(queues.get(random.nextInt(queues.size())).remove(0)));
			queues.removeIf(List::isEmpty);
		}
		return chunks;
	}

	private static ObjectNode calls(ObjectNode piece) {
		ObjectNode delta = mapper.createObjectNode();
		delta.putArray("tool_calls").add(piece);
		return delta(delta);
	}

	private static ObjectNode delta(ObjectNode delta) {
		ObjectNode chunk = mapper.createObjectNode();
		chunk.putArray("choices").addObject().put("index", 0).putNull("finish_reason").set("delta", delta);
		return chunk;
	}

	private static List<String> cut(String text, Random random) {
		List<String> pieces = new ArrayList<>();
		int begin = 0;
		while (begin < text.length()) {
			int end = begin + random.nextInt(text.length() - begin + 1);
			pieces.add(text.substring(begin, end));
			begin = end;
		}
		return pieces.isEmpty() ? List.of("") : pieces;
	}

	private static String text(Random random) {
		return random.ints(random.nextInt(20), 0, ALPHABET.length())
			.mapToObj((i) -> ALPHABET.substring(i, i + 1))
			.collect(Collectors.joining());
	}

}
