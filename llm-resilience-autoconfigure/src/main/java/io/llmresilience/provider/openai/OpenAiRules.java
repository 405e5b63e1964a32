package io.llmresilience.provider.openai;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.llmresilience.CallRefusedException;
import io.llmresilience.ChatRequest;
import io.llmresilience.Content;
import io.llmresilience.FailureKind;
import io.llmresilience.Message;
import io.llmresilience.Tool;
import io.llmresilience.Tool.Choice.Mode;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.ModelSpec.Quirk;

/**
 * Refuses what Chat Completions, or the model, cannot do, before anything is written.
 */
final class OpenAiRules {

	private static final int MAX_STOP_SEQUENCES = 4;

	private static final Set<Mode> FORCED = EnumSet.of(Mode.REQUIRED, Mode.NAMED);

	private final ChatRequest request;

	private final ModelSpec model;

	OpenAiRules(ChatRequest request, ModelSpec model) {
		this.request = request;
		this.model = model;
	}

	void check() {
		if (this.model.has(Quirk.NO_CHAT_COMPLETIONS)) {
			throw refusal("the model answers only on the Responses API, which is not spoken here; "
					+ "choose a model that has Chat Completions");
		}
		checkTools();
		checkStopSequences();
		if (extra(this.request).containsKey("stream")) {
			throw refusal("the extra field 'stream' is not taken, since it would change the form of the answer; "
					+ "ask for a stream or a whole answer instead");
		}
		checkMessages();
	}

	static Map<String, Object> extra(ChatRequest request) {
		return request.extra().getOrDefault(OpenAiDialect.NAME, Map.of());
	}

	private void checkTools() {
		int size = this.request.toolUse().tools().size();
		if (size > 0 && this.model.has(Quirk.NO_TOOLS)) {
			throw refusal("'tools' has " + size
					+ ", but the model takes none on Chat Completions; leave them out or choose another model");
		}
		Tool.Choice choice = this.request.toolUse().choice();
		if (choice != null && FORCED.contains(choice.mode())) {
			checkForced(choice.mode(), size);
		}
	}

	private void checkForced(Mode mode, int size) {
		if (size == 0) {
			throw refusal("'toolChoice' is " + mode + ", but 'tools' is empty; add a tool or leave it out");
		}
		if (this.model.has(Quirk.NO_FORCED_TOOLS)) {
			throw refusal("'toolChoice' is " + mode
					+ ", but the model cannot be forced to call a tool; use AUTO or choose another model");
		}
	}

	private void checkStopSequences() {
		int size = this.request.sampling().stopSequences().size();
		if (size > MAX_STOP_SEQUENCES && !this.model.has(Quirk.NO_STOP_SEQUENCES)) {
			throw refusal("'stopSequences' has " + size + ", but Chat Completions takes at most " + MAX_STOP_SEQUENCES
					+ "; leave some out");
		}
	}

	private void checkMessages() {
		Set<String> unanswered = new LinkedHashSet<>();
		int caller = 0;
		List<Message> messages = this.request.messages();
		for (int i = 0; i < messages.size(); i++) {
			Message message = messages.get(i);
			if (message instanceof Message.ToolResult result) {
				checkToolResult(i, result, unanswered);
				continue;
			}
			checkAnswered(caller, unanswered);
			if (message instanceof Message.Assistant assistant) {
				caller = i;
				assistant.toolCalls().forEach((call) -> unanswered.add(call.id()));
			}
			else if (message instanceof Message.User user) {
				checkImages(i, user);
			}
		}
		checkAnswered(caller, unanswered);
	}

	private void checkToolResult(int index, Message.ToolResult result, Set<String> unanswered) {
		if (!unanswered.remove(result.callId())) {
			throw refusal("messages[" + index + "] is the result of the tool call '" + result.callId()
					+ "', which the assistant message before it has not made, or which is answered already; "
					+ "keep tool calls and their results together");
		}
		for (Content piece : result.content()) {
			if (!(piece instanceof Content.Text)) {
				throw refusal("messages[" + index + "] is a tool result with " + piece.getClass().getSimpleName()
						+ ", but Chat Completions takes only text there; send it in a user message");
			}
		}
	}

	private void checkAnswered(int caller, Set<String> unanswered) {
		if (!unanswered.isEmpty()) {
			throw refusal("messages[" + caller + "] makes the tool call '" + unanswered.iterator().next()
					+ "', but no tool result follows it; add the result or leave the call out");
		}
	}

	private void checkImages(int index, Message.User user) {
		if (!this.model.has(Quirk.NO_IMAGES)) {
			return;
		}
		if (user.content().stream().anyMatch((piece) -> !(piece instanceof Content.Text))) {
			throw refusal("messages[" + index
					+ "] has an image, but the model takes none; leave it out or choose another model");
		}
	}

	private CallRefusedException refusal(String message) {
		return new CallRefusedException(FailureKind.INVALID_REQUEST, this.model.id(), message);
	}

}
