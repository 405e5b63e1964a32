package io.llmresilience.test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Describes one answer of the simulator: a good one, a good one that goes wrong on the
 * way, or a fault. A reply fits both dialects and both whole and streamed requests.
 * <p>
 * Immutable and thread-safe: every modifier returns a changed copy. Tokens are words in
 * texts and runs of eight characters in tool arguments; each is one event of a stream. Of
 * the modifiers that make an answer go wrong, the last one given counts.
 */
public final class Reply {

	private final Recipe recipe;

	private Reply(Recipe recipe) {
		this.recipe = recipe;
	}

	/**
	 * Answers with a text.
	 * @param text the whole text; may be empty
	 * @return the reply
	 */
	public static Reply text(String text) {
		return new Reply(Recipe.saying(new Part.Text(text)));
	}

	/**
	 * Answers with a text that depends on the request. If the function fails, the answer
	 * is a 500, and {@link LlmProviderSimulator#scriptFailures()} tells why.
	 * @param text returns the whole text, which may be empty; called on an event loop for
	 * each request that is answered, must be thread-safe and must not block
	 * @return the reply
	 */
	public static Reply text(Function<ReceivedRequest, String> text) {
		return new Reply(Recipe.saying(new Part.Computed(text)));
	}

	/**
	 * Answers with a call of a tool.
	 * @param id the id of the call
	 * @param name the name of the tool
	 * @param arguments the arguments, meant to be a JSON object but sent as they are in
	 * the OpenAI dialect
	 * @return the reply
	 */
	public static Reply toolCall(String id, String name, String arguments) {
		return new Reply(Recipe.saying(new Part.ToolCall(id, name, arguments)));
	}

	/**
	 * Answers with a refusal: the field {@code refusal} in the OpenAI dialect, stop
	 * reason {@code refusal} in the Anthropic dialect.
	 * @param text the words of the refusal
	 * @return the reply
	 */
	public static Reply refusal(String text) {
		return new Reply(Recipe.saying(new Part.Refusal(text)));
	}

	/**
	 * Fails with a status and, unless a body is given, the provider's own error body and
	 * headers for it.
	 * @param status the HTTP status, 200 to 599
	 * @return the reply
	 */
	public static Reply status(int status) {
		return new Reply(Recipe.of(Recipe.Kind.STATUS, Envelope.of(status)));
	}

	/**
	 * Fails with 429 without a hint how long to wait.
	 * @return the reply
	 */
	public static Reply rateLimited() {
		return new Reply(Recipe.of(Recipe.Kind.STATUS, Envelope.of(KnownError.RATE_LIMITED)));
	}

	/**
	 * Fails with 429 and a {@code retry-after} header.
	 * @param retryAfter the time to wait, sent in whole seconds, rounded up
	 * @return the reply
	 */
	public static Reply rateLimited(Duration retryAfter) {
		long seconds = retryAfter.plusNanos(999_999_999).toSeconds();
		return rateLimited().header("retry-after", Long.toString(seconds));
	}

	/**
	 * Fails because the provider has no capacity: 503 in the OpenAI dialect, 529 in the
	 * Anthropic dialect.
	 * @return the reply
	 */
	public static Reply overloaded() {
		return new Reply(Recipe.of(Recipe.Kind.STATUS, Envelope.of(KnownError.OVERLOADED)));
	}

	/**
	 * Fails because the account has no money: 429 {@code insufficient_quota} in the
	 * OpenAI dialect, 400 with the text about the credit balance in the Anthropic
	 * dialect.
	 * @return the reply
	 */
	public static Reply quotaExhausted() {
		return new Reply(Recipe.of(Recipe.Kind.STATUS, Envelope.of(KnownError.QUOTA)));
	}

	/**
	 * Fails with 400 because the prompt is longer than the model's context window.
	 * @return the reply
	 */
	public static Reply contextWindowExceeded() {
		return new Reply(Recipe.of(Recipe.Kind.STATUS, Envelope.of(KnownError.CONTEXT_WINDOW)));
	}

	/**
	 * Fails with 400 because of a content filter.
	 * @return the reply
	 */
	public static Reply contentFiltered() {
		return new Reply(Recipe.of(Recipe.Kind.STATUS, Envelope.of(KnownError.CONTENT_FILTERED)));
	}

	/**
	 * Fails with a status and the HTML page of a gateway, without a request id.
	 * @param status the HTTP status, 200 to 599
	 * @return the reply
	 */
	public static Reply html(int status) {
		return new Reply(Recipe.of(Recipe.Kind.EDGE, Envelope.page(status)));
	}

	/**
	 * Answers 200 with an HTML page where JSON or events belong.
	 * @return the reply
	 */
	public static Reply htmlOk() {
		return html(200);
	}

	/**
	 * Answers 200 with an empty body.
	 * @return the reply
	 */
	public static Reply emptyOk() {
		return raw(200, Map.of("content-type", "application/json"), new byte[0]);
	}

	/**
	 * Answers 200 with a body that is not valid JSON.
	 * @return the reply
	 */
	public static Reply badJson() {
		return text("").badJsonAfterTokens(0);
	}

	/**
	 * Answers with exactly these bytes.
	 * @param status the HTTP status, 200 to 599
	 * @param headers the headers; the content length is added
	 * @param body the body
	 * @return the reply
	 */
	public static Reply raw(int status, Map<String, String> headers, byte[] body) {
		return new Reply(Recipe.of(Recipe.Kind.EDGE, Envelope.of(status).with(headers).withBody(body)));
	}

	/**
	 * Answers 200 with an event stream of exactly these texts, each counted as one token.
	 * @param rawSseText the texts, with all their line ends
	 * @return the reply
	 */
	public static Reply events(String... rawSseText) {
		return new Reply(Recipe.of(Recipe.Kind.EVENTS, Envelope.OK).with(List.of(rawSseText)));
	}

	/**
	 * Resets the connection (TCP RST) before any answer.
	 * @return the reply
	 */
	public static Reply reset() {
		return new Reply(Recipe.of(Recipe.Kind.RESET, Envelope.OK));
	}

	/**
	 * Closes the connection cleanly before any answer.
	 * @return the reply
	 */
	public static Reply closeBeforeHeaders() {
		return new Reply(Recipe.of(Recipe.Kind.CLOSE, Envelope.OK));
	}

	/**
	 * Sends nothing at all until the client goes away.
	 * @return the reply
	 */
	public static Reply noHeaders() {
		return new Reply(Recipe.of(Recipe.Kind.SILENCE, Envelope.OK));
	}

	/**
	 * Sends headers, and in the Anthropic dialect the first event, and then nothing until
	 * the client goes away.
	 * @return the reply
	 */
	public static Reply noFirstToken() {
		return new Reply(text("").recipe.with(Fault.of(Fault.Kind.NO_FIRST_TOKEN, 0)));
	}

	/**
	 * Sends headers and then only signs of life until the client goes away: ping events
	 * in the Anthropic dialect, comments in the OpenAI dialect, empty lines where the
	 * request was not for a stream.
	 * @param every the time between two of them, longer than zero
	 * @return the reply
	 */
	public static Reply pingsOnly(Duration every) {
		return new Reply(text("").recipe.with(Fault.of(Fault.Kind.PINGS_ONLY, 0))).keepAliveComments(every);
	}

	/**
	 * Says a text after all that was said before.
	 * @param text the text
	 * @return a copy
	 */
	public Reply andText(String text) {
		return new Reply(this.recipe.with(message().and(new Part.Text(text))));
	}

	/**
	 * Calls a tool after all that was said before.
	 * @param id the id of the call
	 * @param name the name of the tool
	 * @param arguments the arguments as JSON
	 * @return a copy
	 */
	public Reply andToolCall(String id, String name, String arguments) {
		return new Reply(this.recipe.with(message().and(new Part.ToolCall(id, name, arguments))));
	}

	/**
	 * Thinks before the answer: {@code reasoning_content} in the OpenAI dialect, a signed
	 * thinking block in the Anthropic dialect.
	 * @param text the thoughts
	 * @return a copy
	 */
	public Reply reasoning(String text) {
		return new Reply(this.recipe.with(message().startingWith(new Part.Reasoning(text))));
	}

	/**
	 * Ends with this finish reason; the words of one dialect are translated for the
	 * other.
	 * @param finishReason the reason, such as {@code length}
	 * @return a copy
	 */
	public Reply finishReason(String finishReason) {
		return new Reply(this.recipe.with(message().withFinishReason(finishReason)));
	}

	/**
	 * Names this model in the answer instead of the dated name of the requested one.
	 * @param model the name
	 * @return a copy
	 */
	public Reply model(String model) {
		return new Reply(this.recipe.with(message().withModel(model)));
	}

	/**
	 * Reports that this service tier was used: at the top of bodies and chunks in the
	 * OpenAI dialect, with the usage in the Anthropic dialect.
	 * @param serviceTier the name, such as {@code flex}; unless given, {@code default} or
	 * {@code standard}
	 * @return a copy
	 */
	public Reply serviceTier(String serviceTier) {
		return new Reply(this.recipe.with(message().withServiceTier(serviceTier)));
	}

	/**
	 * Reports these token counts instead of estimated ones.
	 * @param input tokens of the whole prompt, cached ones included
	 * @param output tokens of the answer, reasoning included
	 * @return a copy
	 */
	public Reply usage(int input, int output) {
		return new Reply(this.recipe.with(usage().withTotals(input, output)));
	}

	/**
	 * Reports that this part of the prompt was read from the provider's cache.
	 * @param tokens the number of tokens
	 * @return a copy
	 */
	public Reply cachedTokens(int tokens) {
		return new Reply(this.recipe.with(usage().withCached(tokens)));
	}

	/**
	 * Reports that this part of the prompt was written to the provider's cache.
	 * @param tokens the number of tokens
	 * @return a copy
	 */
	public Reply cacheWrittenTokens(int tokens) {
		return new Reply(this.recipe.with(usage().withCacheWritten(tokens)));
	}

	/**
	 * Reports that this part of the answer was reasoning.
	 * @param tokens the number of tokens
	 * @return a copy
	 */
	public Reply reasoningTokens(int tokens) {
		return new Reply(this.recipe.with(usage().withReasoning(tokens)));
	}

	/**
	 * Reports no token counts, even to a client that asks for them.
	 * @return a copy
	 */
	public Reply withoutUsage() {
		return new Reply(this.recipe.with(Shape.Quirk.NO_USAGE));
	}

	/**
	 * Reports growing token counts on every event, as some OpenAI compatible servers do.
	 * @return a copy
	 */
	public Reply usageOnEveryChunk() {
		return new Reply(this.recipe.with(Shape.Quirk.USAGE_ON_EVERY_CHUNK));
	}

	/**
	 * Leaves the closing mark of the stream out, {@code [DONE]} or {@code message_stop},
	 * after a correct finish reason.
	 * @return a copy
	 */
	public Reply withoutDone() {
		return new Reply(this.recipe.with(Shape.Quirk.NO_DONE));
	}

	/**
	 * Puts {@code "error":null} in every OpenAI chunk and body, as some gateways do.
	 * @return a copy
	 */
	public Reply errorNull() {
		return new Reply(this.recipe.with(Shape.Quirk.ERROR_NULL));
	}

	/**
	 * Ends the lines of the stream with CR LF.
	 * @return a copy
	 */
	public Reply crLf() {
		return new Reply(this.recipe.with(this.recipe.shape().withLineEnd("\r\n")));
	}

	/**
	 * Ends the lines of the stream with CR only.
	 * @return a copy
	 */
	public Reply cr() {
		return new Reply(this.recipe.with(this.recipe.shape().withLineEnd("\r")));
	}

	/**
	 * Starts the body with a byte order mark.
	 * @return a copy
	 */
	public Reply withBom() {
		return new Reply(this.recipe.with(Shape.Quirk.BOM));
	}

	/**
	 * Strips the {@code event:} lines from an Anthropic stream, as some proxies do.
	 * @return a copy
	 */
	public Reply withoutEventLines() {
		return new Reply(this.recipe.with(Shape.Quirk.NO_EVENT_LINES));
	}

	/**
	 * Sends every byte of the body in a chunk and a flush of its own.
	 * @return a copy
	 */
	public Reply splitBytes() {
		return new Reply(this.recipe.with(Shape.Quirk.SPLIT_BYTES));
	}

	/**
	 * Adds a header; one given twice is sent twice, unless the simulator sets it itself,
	 * which it then leaves to the reply.
	 * @param name the name
	 * @param value the value
	 * @return a copy
	 */
	public Reply header(String name, String value) {
		return new Reply(this.recipe.with(this.recipe.envelope().with(new Header(name, value))));
	}

	/**
	 * Sends this body instead of the provider's own for the status.
	 * @param body the body, sent in UTF-8
	 * @return a copy
	 */
	public Reply body(String body) {
		return new Reply(this.recipe.with(this.recipe.envelope().withBody(body.getBytes(StandardCharsets.UTF_8))));
	}

	/**
	 * Sends this content type instead of the right one.
	 * @param contentType the value of the header
	 * @return a copy
	 */
	public Reply contentType(String contentType) {
		return new Reply(this.recipe.with(this.recipe.envelope().withContentType(contentType)));
	}

	/**
	 * Waits before the headers.
	 * @param delay the time from the arrival of the request
	 * @return a copy
	 */
	public Reply headersAfter(Duration delay) {
		return new Reply(this.recipe.with(this.recipe.timing().withHeadersAfter(delay)));
	}

	/**
	 * Waits before the first token. A request that is not for a stream waits as long
	 * before its headers.
	 * @param delay the time from the headers
	 * @return a copy
	 */
	public Reply firstTokenAfter(Duration delay) {
		return new Reply(this.recipe.with(this.recipe.timing().withFirstTokenAfter(delay)));
	}

	/**
	 * Paces the tokens of a stream. A request that is not for a stream waits for all of
	 * them before its headers.
	 * @param rate tokens per second; 0 sends all at once
	 * @return a copy
	 */
	public Reply tokensPerSecond(double rate) {
		return new Reply(this.recipe.with(this.recipe.timing().withTokensPerSecond(rate)));
	}

	/**
	 * Falls silent after some tokens and then goes on.
	 * @param tokens the number of tokens before the pause
	 * @param pause the length of the pause
	 * @return a copy
	 */
	public Reply pauseAfterTokens(int tokens, Duration pause) {
		return new Reply(this.recipe.with(this.recipe.timing().withPause(tokens, pause)));
	}

	/**
	 * Sends a sign of life during every wait of the body: a comment in a stream, an empty
	 * line elsewhere.
	 * @param every the time between two of them, longer than zero
	 * @return a copy
	 */
	public Reply keepAliveComments(Duration every) {
		return new Reply(this.recipe.with(this.recipe.timing().withKeepAlive(every)));
	}

	/**
	 * Sends the body byte by byte.
	 * @param perByte the time from one byte to the next, longer than zero
	 * @return a copy
	 */
	public Reply trickle(Duration perByte) {
		return new Reply(this.recipe.with(this.recipe.timing().withPerByte(perByte)));
	}

	/**
	 * Falls silent after some tokens, until the client goes away.
	 * @param tokens the number of tokens; 0 for headers only
	 * @return a copy
	 */
	public Reply stallAfterTokens(int tokens) {
		return new Reply(this.recipe.with(Fault.of(Fault.Kind.STALL, tokens)));
	}

	/**
	 * Closes the connection after some tokens, in the middle of the body.
	 * @param tokens the number of tokens; 0 for headers only
	 * @return a copy
	 */
	public Reply cutAfterTokens(int tokens) {
		return new Reply(this.recipe.with(Fault.of(Fault.Kind.CUT, tokens)));
	}

	/**
	 * Resets the connection (TCP RST) after some tokens, and a few milliseconds for them
	 * to arrive.
	 * @param tokens the number of tokens; 0 for headers only
	 * @return a copy
	 */
	public Reply resetAfterTokens(int tokens) {
		return new Reply(this.recipe.with(Fault.of(Fault.Kind.RESET, tokens)));
	}

	/**
	 * Ends the body properly after some tokens, but without a finish.
	 * @param tokens the number of tokens; 0 for an empty body
	 * @return a copy
	 */
	public Reply endAfterTokens(int tokens) {
		return new Reply(this.recipe.with(Fault.of(Fault.Kind.END, tokens)));
	}

	/**
	 * Sends an error event after some tokens and ends the stream. A request that is not
	 * for a stream gets the error with its status.
	 * @param tokens the number of tokens; 0 makes it the first event
	 * @param type the provider's error type or code, such as {@code overloaded_error}
	 * @return a copy
	 */
	public Reply errorEventAfterTokens(int tokens, String type) {
		return new Reply(
				this.recipe.with(new Fault(Fault.Kind.ERROR_EVENT, Check.notNegative("tokens", tokens), type)));
	}

	/**
	 * Sends an event that is not JSON after some tokens and goes on with the rest.
	 * @param tokens the number of tokens; 0 makes it the first event
	 * @return a copy
	 */
	public Reply badJsonAfterTokens(int tokens) {
		return new Reply(this.recipe.with(Fault.of(Fault.Kind.BAD_JSON, tokens)));
	}

	Recipe recipe() {
		return this.recipe;
	}

	private Message message() {
		return this.recipe.message();
	}

	private Usage usage() {
		return message().usage();
	}

	/**
	 * Shows kind, fault and sizes, never content.
	 */
	@Override
	public String toString() {
		return "Reply[%s, %d tokens, %s]".formatted(this.recipe.kind(), message().tokens(), this.recipe.fault());
	}

}
