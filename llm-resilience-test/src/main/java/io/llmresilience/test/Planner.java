package io.llmresilience.test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Turns a reply into what the server does for one request.
 */
final class Planner {

	private static final Set<Integer> EDGE_ERRORS = Set.of(502, 520, 521, 522, 523, 524);

	private static final byte[] PING = "event: ping\ndata: {\"type\":\"ping\"}\n\n".getBytes(StandardCharsets.UTF_8);

	Plan plan(Recipe reply, AnswerContext context) {
		Duration before = reply.timing().headersAfter();
		return switch (reply.kind()) {
			case RESET -> Plan.withoutHeaders(before, Plan.Close.RESET);
			case CLOSE -> Plan.withoutHeaders(before, Plan.Close.CUT);
			case SILENCE -> Plan.withoutHeaders(before, Plan.Close.SILENCE);
			case STATUS -> failure(reply, context);
			case EDGE -> edge(reply, context);
			case EVENTS -> stream(reply, rawFrames(reply), context);
			case MESSAGE -> message(reply, context);
		};
	}

	Plan error(ProviderError error, AnswerContext context) {
		return new WholePlan(Reply.status(error.status()).recipe(), Json.bytes(ErrorBody.of(error, context)), 1)
			.plan(Heads.api(context, error.status(), "application/json"), error.status());
	}

	private Plan failure(Recipe reply, AnswerContext context) {
		Envelope envelope = reply.envelope();
		ProviderError error = (envelope.error() != null) ? envelope.error().in(context.dialect())
				: KnownError.ofStatus(context.dialect(), envelope.status());
		if (envelope.body() == null && EDGE_ERRORS.contains(error.status())) {
			byte[] page = HtmlPage.of(error.status());
			return new WholePlan(reply, page, 1).plan(Heads.page(context), error.status());
		}
		byte[] body = (envelope.body() != null) ? envelope.body() : Json.bytes(ErrorBody.of(error, context));
		return new WholePlan(reply, body, 1).plan(Heads.api(context, error.status(), "application/json"),
				error.status());
	}

	private Plan edge(Recipe reply, AnswerContext context) {
		byte[] body = reply.envelope().body();
		byte[] known = (body != null) ? body : new byte[0];
		return new WholePlan(reply, known, 1).plan(Heads.edge(context), reply.envelope().status());
	}

	private Plan message(Recipe reply, AnswerContext context) {
		if (context.streamed()) {
			boolean openAi = context.dialect() == Dialect.OPENAI;
			return stream(reply,
					openAi ? new OpenAiStream(reply, context).frames() : new AnthropicStream(reply, context).frames(),
					context);
		}
		if (reply.fault().kind() == Fault.Kind.ERROR_EVENT) {
			return error(KnownError.ofType(context.dialect(), reply.fault().errorType()), context);
		}
		byte[] body = Json.bytes((context.dialect() == Dialect.OPENAI) ? OpenAiBody.of(reply, context)
				: AnthropicBody.of(reply, context));
		return new WholePlan(reply, body, reply.message().tokens()).plan(Heads.api(context, 200, "application/json"),
				200);
	}

	private static List<Frame> rawFrames(Recipe reply) {
		return reply.events().stream().map((text) -> new Frame(Frame.Kind.RAW, null, text)).toList();
	}

	private Plan stream(Recipe reply, List<Frame> frames, AnswerContext context) {
		Timing timing = reply.timing();
		SseLayout layout = new SseLayout(reply.shape());
		Timeline timeline = new Timeline(timing, reply.shape(), signOfLife(reply, context, layout));
		int token = 0;
		for (Frame frame : Faults.apply(reply.fault(), frames, context)) {
			int tokens = switch (frame.kind()) {
				case TOKEN, RAW -> 1;
				case OPENING, OTHER -> 0;
			};
			token += tokens;
			timeline.add(at(frame, token, timing), layout.bytes(frame), tokens);
		}
		Plan.Close close = Faults.closeOf(reply.fault());
		long endAt = timing.afterToken(token);
		return new Plan(timing.headersAfter(), 200,
				Heads.merged(Heads.api(context, 200, "text/event-stream; charset=utf-8"), reply.envelope()), -1,
				timeline.beats(endAt, close), endAt, close);
	}

	private static byte[] signOfLife(Recipe reply, AnswerContext context, SseLayout layout) {
		boolean pings = reply.fault().kind() == Fault.Kind.PINGS_ONLY && context.dialect() == Dialect.ANTHROPIC;
		return pings ? PING : layout.comment();
	}

	private static long at(Frame frame, int token, Timing timing) {
		return switch (frame.kind()) {
			case OPENING -> 0;
			case TOKEN, RAW -> timing.tokenAt(token);
			case OTHER -> timing.afterToken(token);
		};
	}

}
