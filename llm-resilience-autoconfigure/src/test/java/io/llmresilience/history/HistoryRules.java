package io.llmresilience.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.llmresilience.Content;
import io.llmresilience.Message;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What always holds of a shortened conversation, whoever shortened it. Knows nothing of
 * how it is done.
 */
final class HistoryRules {

	private final List<Message> before;

	private final List<Message> after;

	private final String as;

	private HistoryRules(List<Message> before, List<Message> after, String as) {
		this.before = before;
		this.after = after;
		this.as = as;
	}

	/**
	 * Check the messages of a prompt against those that the caller gave, messages of the
	 * same instance.
	 */
	static void check(List<Message> before, List<Message> after, String as) {
		HistoryRules rules = new HistoryRules(before, after, as);
		rules.keepsSystemMessages();
		rules.keepsTheNewestInOrder();
		if (after.size() < before.size()) {
			rules.beginsWithAUser();
		}
		rules.keepsCallsWithResults();
	}

	private void keepsSystemMessages() {
		assertThat(systems(this.after)).as(this.as)
			.usingElementComparator(HistoryRules::same)
			.containsExactlyElementsOf(systems(this.before));
	}

	private void keepsTheNewestInOrder() {
		List<Message> said = others(this.before);
		List<Message> left = others(this.after);
		assertThat(left).as(this.as)
			.isNotEmpty()
			.usingElementComparator(HistoryRules::same)
			.containsExactlyElementsOf(said.subList(said.size() - left.size(), said.size()));
		assertThat(order()).as(this.as).isSorted();
	}

	/**
	 * Return where each message stood.
	 */
	private List<Integer> order() {
		List<Integer> order = new ArrayList<>();
		for (Message message : this.after) {
			for (int i = 0; i < this.before.size(); i++) {
				if (this.before.get(i) == message) {
					order.add(i);
				}
			}
		}
		return order;
	}

	private void beginsWithAUser() {
		assertThat(others(this.after).get(0)).as(this.as).isInstanceOf(Message.User.class);
	}

	private void keepsCallsWithResults() {
		Set<Integer> left = new HashSet<>(order());
		links().forEach((result, call) -> assertThat(left.contains(result)).as(this.as).isEqualTo(left.contains(call)));
	}

	/**
	 * Return for each result where its call stands.
	 */
	private Map<Integer, Integer> links() {
		Map<Integer, Integer> links = new HashMap<>();
		Map<String, Integer> callers = new HashMap<>();
		for (int i = 0; i < this.before.size(); i++) {
			Message message = this.before.get(i);
			for (Content piece : message.content()) {
				if (piece instanceof Content.ToolCall call) {
					callers.put(call.id(), i);
				}
			}
			if (message instanceof Message.ToolResult result && callers.containsKey(result.callId())) {
				links.put(i, callers.get(result.callId()));
			}
		}
		return links;
	}

	private static List<Message> systems(List<Message> messages) {
		return messages.stream().filter(Message.System.class::isInstance).toList();
	}

	private static List<Message> others(List<Message> messages) {
		return messages.stream().filter((message) -> !(message instanceof Message.System)).toList();
	}

	private static int same(Message one, Message other) {
		return (one == other) ? 0 : 1;
	}

}
