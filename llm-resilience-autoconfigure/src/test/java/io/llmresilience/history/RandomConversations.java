package io.llmresilience.history;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.llmresilience.Content;
import io.llmresilience.Message;

/**
 * Conversations as they come: several system messages, images, tools with results in any
 * order, ids of calls that come again, greetings by the assistant, answers left out.
 */
final class RandomConversations {

	private static final String WORDS = "the of and bridge river repair tomorrow nobody knows whether price 42 Zürich "
			+ "日本語 🙂 function return null maintenance is above below open closed";

	private static final URI IMAGE = URI.create("https://images.example/bridge.png");

	private final Random random;

	private final List<Message> messages = new ArrayList<>();

	private final boolean strict;

	private int calls;

	private RandomConversations(Random random, boolean strict) {
		this.random = random;
		this.strict = strict;
	}

	static List<Message> draw(Random random, int turns) {
		return new RandomConversations(random, false).conversation(turns);
	}

	/**
	 * Draw one that every provider takes: the user has the first and the last word, and
	 * no id of a call comes again.
	 */
	static List<Message> drawStrict(Random random, int turns) {
		return new RandomConversations(random, true).conversation(turns);
	}

	private List<Message> conversation(int turns) {
		system(0.7);
		system(0.2);
		if (!this.strict && chance(0.1)) {
			this.messages.add(Message.assistant(text()));
		}
		for (int i = 0; i < turns; i++) {
			user();
			system(0.05);
			if (i < turns - 1 || (!this.strict && chance(0.2))) {
				answer();
			}
		}
		return List.copyOf(this.messages);
	}

	private void user() {
		this.messages.add(chance(0.1) ? Message.user(new Content.Text(text()), new Content.ImageUrl(IMAGE))
				: Message.user(text()));
	}

	private void answer() {
		while (chance(0.3)) {
			tools();
		}
		if (!chance(0.1)) {
			this.messages.add(Message.assistant(text()));
		}
	}

	private void tools() {
		List<Content> content = new ArrayList<>();
		List<String> ids = new ArrayList<>();
		for (int i = this.random.nextInt(3); i >= 0; i--) {
			String id = (!this.strict && chance(0.3)) ? "call_" + i : "call_" + (100 + this.calls++);
			ids.add(id);
			content.add(new Content.ToolCall(id, "look_up", "{\"bridge\":\"" + text() + "\"}"));
		}
		this.messages.add(new Message.Assistant(content));
		while (!ids.isEmpty()) {
			this.messages.add(Message.toolResult(ids.remove(this.random.nextInt(ids.size())), text()));
		}
	}

	private void system(double chance) {
		if (chance(chance)) {
			this.messages.add(Message.system(text()));
		}
	}

	private String text() {
		String[] words = WORDS.split(" ");
		StringBuilder text = new StringBuilder();
		for (int i = (int) Math.pow(2, this.random.nextDouble() * 6); i >= 0; i--) {
			text.append(words[this.random.nextInt(words.length)]).append(' ');
		}
		return text.toString();
	}

	private boolean chance(double probability) {
		return this.random.nextDouble() < probability;
	}

}
