package io.llmresilience.sample.chat;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

import io.llmresilience.ChatRequest;
import io.llmresilience.ChatRequestBuilder;
import io.llmresilience.Message;

/**
 * What a client asks: one message or a conversation.
 *
 * @param message what the user says, instead of {@code messages}
 * @param messages the conversation, instead of {@code message}
 * @param maxTokens the most tokens the answer may have
 * @param timeout the deadline of the whole call
 */
record ChatBody(@JsonDeserialize(using = StrictText.class) @Nullable String message,
		@Nullable List<@Nullable Turn> messages, @Nullable Integer maxTokens,
		@JsonDeserialize(using = DurationReader.class) @Nullable Duration timeout) {

	private static final Duration LONGEST = Duration.ofHours(24);

	ChatRequest toRequest() {
		ChatRequestBuilder request = ChatRequest.builder().messages(conversation());
		if (this.maxTokens != null) {
			require(this.maxTokens >= 1, "maxTokens", "must be at least 1, but is " + this.maxTokens);
			request.maxTokens(this.maxTokens);
		}
		if (this.timeout != null) {
			require(this.timeout.compareTo(Duration.ZERO) > 0 && this.timeout.compareTo(LONGEST) <= 0, "timeout",
					"must be above zero and at most 24h, but is " + this.timeout);
			request.timeout(this.timeout);
		}
		return request.build();
	}

	private List<Message> conversation() {
		require(this.message == null || this.messages == null, "messages",
				"must not be given together with 'message'; send one of them");
		if (this.messages != null) {
			return conversation(this.messages);
		}
		if (this.message == null) {
			throw new InvalidBodyException("message", "or 'messages' must be given");
		}
		require(!this.message.isBlank(), "message", "must not be blank");
		return List.of(Message.user(this.message));
	}

	private static List<Message> conversation(List<@Nullable Turn> turns) {
		require(!turns.isEmpty(), "messages", "must have at least one message");
		Message[] messages = new Message[turns.size()];
		boolean asked = false;
		for (int i = 0; i < messages.length; i++) {
			messages[i] = Turn.toMessage(turns.get(i), "messages[" + i + "]");
			asked |= !(messages[i] instanceof Message.System);
		}
		require(asked, "messages", "must have at least one message of role 'user' or 'assistant'");
		return List.of(messages);
	}

	private static void require(boolean valid, String field, String rule) {
		if (!valid) {
			throw new InvalidBodyException(field, rule);
		}
	}

	@Override
	public String toString() {
		return "ChatBody[maxTokens=" + this.maxTokens + ", timeout=" + this.timeout + "]";
	}

	/**
	 * One turn of a conversation.
	 *
	 * @param role who speaks: system, user or assistant
	 * @param content what is said
	 */
	record Turn(@JsonDeserialize(using = StrictText.class) @Nullable String role,
			@JsonDeserialize(using = StrictText.class) @Nullable String content) {

		static Message toMessage(@Nullable Turn turn, String field) {
			if (turn == null) {
				throw new InvalidBodyException(field, "must not be null");
			}
			String role = (turn.role != null) ? turn.role : "";
			String content = (turn.content != null) ? turn.content : "";
			require(!content.isBlank(), field + ".content", "must not be blank");
			return switch (role) {
				case "system" -> Message.system(content);
				case "user" -> Message.user(content);
				case "assistant" -> Message.assistant(content);
				default -> throw new InvalidBodyException(field + ".role", "must be system, user or assistant");
			};
		}

		@Override
		public String toString() {
			return "Turn[]";
		}

	}

}
