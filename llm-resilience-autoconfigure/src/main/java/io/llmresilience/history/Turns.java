package io.llmresilience.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.llmresilience.Content;
import io.llmresilience.Message;

/**
 * The turns of a conversation: each begins with a user's message and has all that follows
 * up to the next one, tool calls and their results together. System messages belong to no
 * turn. What stands before the first user's message is a turn of its own.
 */
final class Turns {

	private final List<Message> messages;

	/** The index of each turn's first message. */
	private final List<Integer> starts = new ArrayList<>();

	private Turns(List<Message> messages) {
		this.messages = messages;
	}

	static Turns of(List<Message> messages) {
		Turns turns = new Turns(messages);
		int[] reach = reach(messages);
		int bound = -1;
		for (int i = 0; i < messages.size(); i++) {
			Message message = messages.get(i);
			boolean first = turns.starts.isEmpty() && !(message instanceof Message.System);
			if (first || (message instanceof Message.User && bound < i)) {
				turns.starts.add(i);
			}
			bound = Math.max(bound, reach[i]);
		}
		return turns;
	}

	/**
	 * Find for every message the last one that has to stay with it: the result of a tool
	 * call. Providers may give several calls the same id; a result belongs to the last
	 * call before it.
	 */
	private static int[] reach(List<Message> messages) {
		int[] reach = new int[messages.size()];
		Map<String, Integer> callers = new HashMap<>();
		for (int i = 0; i < reach.length; i++) {
			reach[i] = i;
			Message message = messages.get(i);
			if (message instanceof Message.Assistant assistant) {
				for (Content.ToolCall call : assistant.toolCalls()) {
					callers.put(call.id(), i);
				}
			}
			else if (message instanceof Message.ToolResult result) {
				reach[callers.getOrDefault(result.callId(), i)] = i;
			}
		}
		return reach;
	}

	int count() {
		return this.starts.size();
	}

	/**
	 * Return the messages of a turn.
	 */
	List<Message> turn(int index) {
		int end = (index + 1 < this.starts.size()) ? this.starts.get(index + 1) : this.messages.size();
		return this.messages.subList(this.starts.get(index), end)
			.stream()
			.filter((message) -> !(message instanceof Message.System))
			.toList();
	}

	List<Message> systemMessages() {
		return this.messages.stream().filter(Message.System.class::isInstance).toList();
	}

	/**
	 * Return what is left without the oldest turns.
	 */
	List<Message> without(int oldest) {
		int start = this.starts.get(oldest);
		List<Message> left = new ArrayList<>();
		for (int i = 0; i < this.messages.size(); i++) {
			if (i >= start || this.messages.get(i) instanceof Message.System) {
				left.add(this.messages.get(i));
			}
		}
		return left;
	}

	/**
	 * Return what cannot be left out: the system messages and the last turn.
	 */
	List<Message> last() {
		return without(count() - 1);
	}

}
