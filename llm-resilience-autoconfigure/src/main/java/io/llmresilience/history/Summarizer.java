package io.llmresilience.history;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

import reactor.core.publisher.Mono;

import io.llmresilience.ChatCall;
import io.llmresilience.ChatCall.InterruptionMode;
import io.llmresilience.ChatRequest;
import io.llmresilience.ChatResponse;
import io.llmresilience.ChatService;
import io.llmresilience.FailureKind;
import io.llmresilience.FinishReason;
import io.llmresilience.LlmException.Sent;
import io.llmresilience.ProviderException;

/**
 * Asks a route for summaries. What it does there is told by nobody's trace but its own.
 */
final class Summarizer {

	static final String PURPOSE = "llm.resilience.purpose";

	private final SummaryRoute route;

	private final int maxTokens;

	private final SummaryPrompt prompt;

	private final InstantSource clock;

	Summarizer(SummaryRoute route, HistorySettings.Summary settings, InstantSource clock) {
		this.route = route;
		this.maxTokens = settings.maxTokens();
		this.prompt = new SummaryPrompt(route.random(), settings.maxTokens());
		this.clock = clock;
	}

	String route() {
		return this.route.model().id();
	}

	SummaryPiece.Room room() {
		return new SummaryPiece.Room(this.route.pieceTokens(this.maxTokens), this.route::count);
	}

	/**
	 * Ask for a summary.
	 * @param before the summary to which something is added, empty if there is none
	 * @param piece what is added
	 * @param origin on whose behalf
	 * @param until when the answer is of no use any more
	 * @return the answer
	 */
	Mono<ChatResponse> ask(String before, SummaryPiece piece, ChatRequest.Origin origin, Instant until) {
		return Mono.defer(() -> {
			ChatRequest.Output output = new ChatRequest.Output(this.route.answerTokens(this.maxTokens),
					ChatRequest.Format.Text.INSTANCE);
			ChatRequest request = new ChatRequest(this.prompt.of(before, piece.text()), ChatRequest.ToolUse.NONE,
					output, ChatRequest.Sampling.DEFAULT, ChatRequest.Handling.DEFAULT, marked(origin), Map.of());
			return ChatService.over(this.route.exchange(), (asked, wire) -> call(asked, wire, until)).send(request);
		});
	}

	private ChatCall call(ChatRequest request, ChatCall.Wire wire, Instant until) {
		return new ChatCall(request, this.clock.instant(), until, wire, InterruptionMode.FAIL);
	}

	private static ChatRequest.Origin marked(ChatRequest.Origin origin) {
		Map<String, String> labels = new HashMap<>(origin.labels());
		labels.put(PURPOSE, "summary");
		return new ChatRequest.Origin(origin.userId(), labels);
	}

	/**
	 * Read a summary from an answer.
	 * @param answer the answer
	 * @return the summary, cut if it is longer than it was to be
	 * @throws ProviderException if the answer is none
	 */
	String read(ChatResponse answer) {
		String text = answer.text().strip();
		if (answer.finishReason() == FinishReason.CONTENT_FILTER) {
			throw useless(FailureKind.CONTENT_FILTERED, "the summary was refused for safety reasons");
		}
		if (text.isEmpty()) {
			throw useless(FailureKind.MALFORMED, "the summary is blank");
		}
		return TextCutter.head(text, this.maxTokens, this.route::count);
	}

	private ProviderException useless(FailureKind kind, String reason) {
		return ProviderException.of(kind, route()).reason(reason).sent(Sent.YES).build();
	}

}
