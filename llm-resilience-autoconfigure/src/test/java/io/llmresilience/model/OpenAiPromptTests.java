package io.llmresilience.model;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.llmresilience.Message;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OpenAiPrompt}.
 */
class OpenAiPromptTests {

	private final List<String> counted = new ArrayList<>();

	private final OpenAiPrompt prompt = new OpenAiPrompt((text) -> {
		this.counted.add(text);
		return text.length();
	}, 7);

	@Test
	void countsRoleAndEveryPiece() {
		assertThat(this.prompt.count(Message.user("Why is the sky blue?"))).isEqualTo(4 + 20);
		assertThat(this.prompt.count(Message.assistant("Blue."))).isEqualTo(4 + 5);
		assertThat(this.prompt.count(Message.toolResult("1", "Blue."))).isEqualTo(4 + 8 + 5);
		assertThat(this.counted).containsExactly("Why is the sky blue?", "Blue.", "Blue.");
	}

}
