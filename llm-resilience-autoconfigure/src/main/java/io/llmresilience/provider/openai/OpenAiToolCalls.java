package io.llmresilience.provider.openai;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.llmresilience.Content;
import io.llmresilience.provider.openai.OpenAiChunk.ToolPiece;

/**
 * Puts tool calls together from their pieces. Servers differ: pieces of several calls may
 * interleave, the index may be missing, id and name may come with every piece, a call may
 * come whole.
 */
final class OpenAiToolCalls {

	private final List<Call> calls = new ArrayList<>(0);

	void add(ToolPiece piece) {
		Call call = find(piece.index());
		if (call == null || call.isAnother(piece)) {
			call = new Call(piece.index());
			this.calls.add(call);
		}
		call.add(piece);
	}

	List<Content.ToolCall> toToolCalls() {
		List<Content.ToolCall> whole = new ArrayList<>(this.calls.size());
		for (Call call : this.calls) {
			String id = call.id.isEmpty() ? "call_" + whole.size() : call.id;
			whole.add(new Content.ToolCall(id, call.name, call.arguments.toString()));
		}
		return whole;
	}

	private @Nullable Call find(@Nullable Long index) {
		for (int i = this.calls.size() - 1; i >= 0; i--) {
			if (index == null || index.equals(this.calls.get(i).index)) {
				return this.calls.get(i);
			}
		}
		return null;
	}

	private static final class Call {

		private final @Nullable Long index;

		private final StringBuilder arguments = new StringBuilder();

		private String id = "";

		private String name = "";

		Call(@Nullable Long index) {
			this.index = index;
		}

		boolean isAnother(ToolPiece piece) {
			boolean named = !piece.name().isEmpty();
			boolean otherId = !piece.id().isEmpty() && !this.id.isEmpty() && !piece.id().equals(this.id);
			return (piece.index() != null) ? named && otherId : otherId || (named && piece.id().isEmpty());
		}

		void add(ToolPiece piece) {
			this.id = this.id.isEmpty() ? piece.id() : this.id;
			this.name = this.name.isEmpty() ? piece.name() : this.name;
			this.arguments.append(piece.arguments());
		}

	}

}
