package io.llmresilience.provider.anthropic;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.llmresilience.CallRefusedException;
import io.llmresilience.Content;
import io.llmresilience.FailureKind;
import io.llmresilience.Message;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.ModelSpec.Quirk;

/**
 * Refuses a conversation that the Messages API, or the model, would refuse: used for one
 * conversation.
 */
final class ConversationRules {

	private final ModelSpec model;

	private final Map<String, Integer> unanswered = new LinkedHashMap<>();

	private @Nullable Message last;

	ConversationRules(ModelSpec model) {
		this.model = model;
	}

	void check(List<Message> messages) {
		for (int i = 0; i < messages.size(); i++) {
			Message message = messages.get(i);
			if (!(message instanceof Message.System)) {
				check(i, message);
				this.last = message;
			}
		}
		checkAnswered();
		if (this.last instanceof Message.Assistant && this.model.has(Quirk.NO_PREFILL)) {
			throw refused(messages.lastIndexOf(this.last),
					"is an assistant's and the last one, but the model refuses to continue an answer; "
							+ "end the conversation with a user's message");
		}
	}

	private void check(int index, Message message) {
		if (this.last == null && !(message instanceof Message.User)) {
			throw refused(index, "is the first one and not a user's, but Anthropic's conversations begin with the user;"
					+ " add a user's message before it");
		}
		if (message instanceof Message.Assistant assistant) {
			checkAssistant(index, assistant);
		}
		else if (message instanceof Message.User user) {
			checkImages(index, user.content());
		}
		else if (message instanceof Message.ToolResult result) {
			checkResult(index, result);
		}
	}

	private void checkAssistant(int index, Message.Assistant assistant) {
		if (!(this.last instanceof Message.Assistant)) {
			checkAnswered();
		}
		if (assistant.content().stream().noneMatch(BlockWriter::sendable)) {
			throw refused(index,
					"is an assistant's without content, but Anthropic takes no empty message; leave it out");
		}
		for (Content.ToolCall call : assistant.toolCalls()) {
			if (!call.arguments().isEmpty() && !WireJson.isObject(call.arguments())) {
				throw refused(index, "has a tool call whose arguments are no JSON object, but Anthropic takes nothing "
						+ "else; mend the arguments or leave the call and its result out");
			}
			this.unanswered.put(call.id(), index);
		}
	}

	private void checkResult(int index, Message.ToolResult result) {
		if (this.unanswered.remove(result.callId()) == null) {
			throw refused(index, "is the result of no open tool call of the assistant's message just before; "
					+ "let it follow its call, once");
		}
		for (Content piece : result.content()) {
			if (piece instanceof Content.ToolCall || piece instanceof Content.Reasoning) {
				throw refused(index, "is a tool result with " + piece.getClass().getSimpleName()
						+ ", but Anthropic takes text and images only; leave it out");
			}
		}
		checkImages(index, result.content());
	}

	private void checkImages(int index, List<Content> content) {
		if (this.model.has(Quirk.NO_IMAGES) && content.stream()
			.anyMatch((piece) -> piece instanceof Content.ImageUrl || piece instanceof Content.ImageData)) {
			throw refused(index, "has an image, but the model refuses images; use another model or leave it out");
		}
	}

	private void checkAnswered() {
		this.unanswered.values().stream().findFirst().ifPresent((index) -> {
			throw refused(index, "has a tool call without a result, but Anthropic wants every call answered by the "
					+ "messages right after it; add a tool result");
		});
	}

	private CallRefusedException refused(int index, String what) {
		return new CallRefusedException(FailureKind.INVALID_REQUEST, this.model.id(),
				"messages[" + index + "] " + what);
	}

}
