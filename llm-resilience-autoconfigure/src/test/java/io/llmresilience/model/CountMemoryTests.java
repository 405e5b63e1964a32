package io.llmresilience.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import org.junit.jupiter.api.Test;

import io.llmresilience.ChatRequest;
import io.llmresilience.Content;
import io.llmresilience.Message;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the counts of an {@link OpenAiTokenCounter} that remembers against a tokenizer
 * that does not, while conversations are built anew for every request.
 */
class CountMemoryTests {

	private static final long SEED = 20261126;

	private static final List<String> WORDS = List.of("Brücke", "the", "川", "\n", "  ", "fluss", "2026", "{\"a\":", "и",
			"<|endoftext|>", "🙂", "weather", "x");

	private static final Map<String, EncodingType> ENCODINGS = Map.of("openai/gpt-4o", EncodingType.O200K_BASE,
			"openai/gpt-4", EncodingType.CL100K_BASE);

	private final EncodingRegistry fresh = Encodings.newLazyEncodingRegistry();

	private final TokenCounter counter = TokenCounter.openAi(new TokenEstimators());

	@Test
	void whenManyCountAtOnceShouldCountTheSameAsWithoutMemory() {
		List<String> wrong = IntStream.range(0, 400)
			.parallel()
			.filter((i) -> !countsRight(conversation(new Random(SEED + i % 20)), (i % 2 == 0) ? "gpt-4o" : "gpt-4"))
			.mapToObj((i) -> "seed " + (SEED + i % 20))
			.toList();
		assertThat(wrong).isEmpty();
	}

	private boolean countsRight(List<Message> conversation, String name) {
		ModelSpec model = new ModelSpec("openai/" + name, true, 128_000, 4096, Set.of());
		long expected = 3 + conversation.stream().mapToLong((message) -> fresh(message, model)).sum();
		return this.counter.count(ChatRequest.of(conversation), model) == expected;
	}

	private long fresh(Message message, ModelSpec model) {
		long tokens = (message instanceof Message.ToolResult) ? 12 : 4;
		for (Content piece : message.content()) {
			tokens += this.fresh.getEncoding(ENCODINGS.get(model.id()))
				.countTokensOrdinary(((Content.Text) piece).text());
		}
		return tokens;
	}

	/**
	 * The same texts in other roles, and the same beginnings in other messages.
	 */
	private static List<Message> conversation(Random random) {
		List<Message> messages = new ArrayList<>(List.of(Message.user("Why?")));
		String text = "";
		for (int i = 0; i < 12; i++) {
			text = (random.nextInt(4) == 0) ? "a" : text + " " + WORDS.get(random.nextInt(WORDS.size()));
			messages.add(switch (random.nextInt(4)) {
				case 0 -> Message.system("a" + text);
				case 1 -> Message.user("a" + text);
				case 2 -> Message.assistant("a" + text);
				default -> Message.toolResult("id", "a" + text);
			});
		}
		return messages;
	}

}
