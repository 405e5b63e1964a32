package io.llmresilience.history;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What is summarized at once.
 *
 * @param text what was said
 * @param turns how many turns of the conversation are summarized once this is, 0 if it
 * ends inside a turn
 */
record SummaryPiece(String text, int turns) {

	/**
	 * Divide turns into pieces.
	 * @param turns the conversation
	 * @param from the first turn
	 * @param to the turn after the last one
	 * @param room the most tokens of a piece
	 * @return the pieces, whole turns where possible
	 */
	static List<SummaryPiece> of(Turns turns, int from, int to, Room room) {
		List<SummaryPiece> pieces = new ArrayList<>();
		StringBuilder text = new StringBuilder();
		long tokens = 0;
		for (int i = from; i < to; i++) {
			String turn = Transcript.of(turns.turn(i));
			long added = room.count(turn);
			if (tokens > 0 && tokens + added > room.tokens()) {
				pieces.add(new SummaryPiece(text.toString(), i));
				text.setLength(0);
				tokens = 0;
			}
			while (added > room.tokens()) {
				String head = TextCutter.head(turn, room.tokens(), room.counter());
				pieces.add(new SummaryPiece(head, 0));
				turn = turn.substring(head.length());
				added = room.count(turn);
			}
			text.append(turn);
			tokens += added;
		}
		pieces.add(new SummaryPiece(text.toString(), to));
		return pieces;
	}

	@Override
	public String toString() {
		return "SummaryPiece[" + this.text.length() + " characters]";
	}

	/**
	 * How much a piece may have.
	 *
	 * @param tokens the most tokens
	 * @param counter counts the tokens of a text
	 */
	record Room(long tokens, ToLongFunction<String> counter) {

		long count(String text) {
			return this.counter.applyAsLong(text);
		}

		Room half() {
			return new Room(Math.max(this.tokens / 2, 1), this.counter);
		}

	}

}
