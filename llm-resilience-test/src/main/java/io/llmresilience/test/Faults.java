package io.llmresilience.test;

import java.util.ArrayList;
import java.util.List;

/**
 * Works a fault into the frames of a stream.
 */
final class Faults {

	static final String BROKEN_JSON = "{\"id\":\"broken\",\"choices\":[{\"index\":0,\"del";

	private Faults() {
	}

	static List<Frame> apply(Fault fault, List<Frame> frames, AnswerContext context) {
		List<Frame> kept = new ArrayList<>(upTo(fault.afterTokens(), frames));
		return switch (fault.kind()) {
			case NONE -> frames;
			case NO_FIRST_TOKEN, PINGS_ONLY -> frames.stream().filter(Faults::isOpening).toList();
			case STALL, CUT, RESET, END -> kept;
			case ERROR_EVENT -> withError(kept, fault, context);
			case BAD_JSON -> withBrokenJson(kept, frames, context);
		};
	}

	private static List<Frame> upTo(int tokens, List<Frame> frames) {
		int seen = 0;
		int end = 0;
		for (int i = 0; i < frames.size() && seen < tokens; i++) {
			if (carriesToken(frames.get(i))) {
				seen++;
				end = i + 1;
			}
		}
		return frames.subList(0, end);
	}

	private static List<Frame> withError(List<Frame> kept, Fault fault, AnswerContext context) {
		ProviderError error = KnownError.ofType(context.dialect(), fault.errorType());
		String data = ErrorBody.of(error, context).toString();
		boolean openAi = context.dialect() == Dialect.OPENAI;
		kept.add(Frame.other(openAi ? null : "error", data));
		if (openAi) {
			kept.add(Frame.other(null, "[DONE]"));
		}
		return kept;
	}

	private static List<Frame> withBrokenJson(List<Frame> kept, List<Frame> frames, AnswerContext context) {
		List<Frame> rest = frames.subList(kept.size(), frames.size());
		kept.add(Frame.other((context.dialect() == Dialect.OPENAI) ? null : "content_block_delta", BROKEN_JSON));
		kept.addAll(rest);
		return kept;
	}

	static Plan.Close closeOf(Fault fault) {
		return switch (fault.kind()) {
			case STALL, NO_FIRST_TOKEN, PINGS_ONLY -> Plan.Close.SILENCE;
			case CUT -> Plan.Close.CUT;
			case RESET -> Plan.Close.RESET;
			case NONE, END, ERROR_EVENT, BAD_JSON -> Plan.Close.COMPLETE;
		};
	}

	private static boolean isOpening(Frame frame) {
		return frame.kind() == Frame.Kind.OPENING;
	}

	private static boolean carriesToken(Frame frame) {
		return frame.kind() == Frame.Kind.TOKEN || frame.kind() == Frame.Kind.RAW;
	}

}
