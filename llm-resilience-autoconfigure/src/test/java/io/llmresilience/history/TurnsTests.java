package io.llmresilience.history;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.llmresilience.Content;
import io.llmresilience.Message;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Turns}.
 */
class TurnsTests {

	private static final Message RULES = Message.system("Be brief.");

	private static final Message ASKED = Message.user("How long is the bridge?");

	private static final Message LOOKS_UP = calls("call_1");

	private static final Message FOUND = Message.toolResult("call_1", "110 m");

	private static final Message ANSWERED = Message.assistant("110 metres.");

	private static final Message THANKS = Message.user("And its height?");

	@Test
	void turnShouldHaveAllUpToTheNextUser() {
		Turns turns = Turns.of(List.of(RULES, ASKED, LOOKS_UP, FOUND, ANSWERED, THANKS));
		assertThat(turns.count()).isEqualTo(2);
		assertThat(turns.turn(0)).containsExactly(ASKED, LOOKS_UP, FOUND, ANSWERED);
		assertThat(turns.turn(1)).containsExactly(THANKS);
	}

	@Test
	void systemMessagesShouldBelongToNoTurn() {
		Message later = Message.system("Answer in German from now on.");
		Turns turns = Turns.of(List.of(RULES, ASKED, later, ANSWERED, THANKS));
		assertThat(turns.turn(0)).containsExactly(ASKED, ANSWERED);
		assertThat(turns.systemMessages()).containsExactly(RULES, later);
		assertThat(turns.without(1)).containsExactly(RULES, later, THANKS);
	}

	@Test
	void whatStandsBeforeTheFirstUserShouldBeATurn() {
		Turns turns = Turns.of(List.of(ANSWERED, ASKED, ANSWERED, THANKS));
		assertThat(turns.count()).isEqualTo(3);
		assertThat(turns.without(1)).containsExactly(ASKED, ANSWERED, THANKS);
	}

	@Test
	void userWhoSpeaksBeforeAResultIsThereShouldNotBeginATurn() {
		Turns turns = Turns.of(List.of(ASKED, LOOKS_UP, THANKS, FOUND, ANSWERED, THANKS));
		assertThat(turns.count()).isEqualTo(2);
		assertThat(turns.last()).containsExactly(THANKS);
	}

	@Test
	void callWithoutAResultShouldHoldNothingTogether() {
		assertThat(Turns.of(List.of(ASKED, LOOKS_UP, THANKS)).count()).isEqualTo(2);
	}

	@Test
	void idThatComesAgainShouldBelongToTheLastCallBefore() {
		Turns turns = Turns.of(List.of(ASKED, LOOKS_UP, FOUND, THANKS, calls("call_1"), FOUND, ASKED));
		assertThat(turns.count()).isEqualTo(3);
	}

	@Test
	void conversationWithoutUserShouldBeOneTurn() {
		Turns turns = Turns.of(List.of(ANSWERED, ANSWERED));
		assertThat(turns.count()).isEqualTo(1);
		assertThat(turns.last()).containsExactly(ANSWERED, ANSWERED);
	}

	private static Message calls(String id) {
		return new Message.Assistant(List.of(new Content.ToolCall(id, "look_up", "{}")));
	}

}
