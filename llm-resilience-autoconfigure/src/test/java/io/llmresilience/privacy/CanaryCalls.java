package io.llmresilience.privacy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.llmresilience.ChatRequest.Timeouts;
import io.llmresilience.ChatRequest;
import io.llmresilience.ChatRequestBuilder;
import io.llmresilience.ChatService;
import io.llmresilience.Content;
import io.llmresilience.Message;
import io.llmresilience.Tool;
import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.Reply;

/**
 * Calls that carry a canary in every place, against providers that answer with others.
 */
final class CanaryCalls {

	static final List<String> ROUTES = List.of("openai/gpt-4o-mini", "anthropic/claude-sonnet-4-5");

	private static final Reply GOOD = Reply.text(words()).reasoning(Canary.REASONING.text());

	private static final String ECHO = """
			{"type":"error","error":{"message":"%1$s %2$s %3$s","type":"%1$s","code":"%1$s","param":"%2$s"},
			"%1$s":"%2$s","request_id":"%1$s %3$s"}""".formatted(Canary.ERROR_BODY.text(), Canary.KEY.text(),
			Canary.PROMPT.text());

	private CanaryCalls() {
	}

	private static String words() {
		return (Canary.COMPLETION.text() + " ").repeat(12).trim();
	}

	static Map<String, Reply> good() {
		Map<String, Reply> replies = new LinkedHashMap<>();
		replies.put("text", GOOD);
		replies.put("tools", GOOD.andToolCall("call_1", "look_up", "{\"q\":\"" + Canary.TOOL_ARGUMENTS.text() + "\"}"));
		replies.put("refusal", Reply.refusal(Canary.COMPLETION.text()));
		replies.put("lines", GOOD.crLf());
		return replies;
	}

	static Reply summary(int status) {
		return (status == 200) ? GOOD : Reply.status(status).body(ECHO);
	}

	static Map<String, Reply> failing() {
		Map<String, Reply> replies = new LinkedHashMap<>();
		for (int status : new int[] { 302, 400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504,
				529 }) {
			replies.put("echo" + status, Reply.status(status).body(ECHO));
		}
		replies.put("html", Reply.raw(502, Map.of("content-type", "text/html"), ("<p>" + ECHO).getBytes()));
		replies.put("htmlOk", Reply.raw(200, Map.of("content-type", "text/html"), ("<p>" + ECHO).getBytes()));
		replies.put("jsonOk", Reply.raw(200, Map.of("content-type", "application/json"), ECHO.getBytes()));
		replies.put("halfJson",
				Reply.raw(200, Map.of("content-type", "application/json"), ("{\"choices\":[" + ECHO + "}").getBytes()));
		replies.put("events", Reply.events("data: {\"choices\":\"" + Canary.COMPLETION.text() + "\"}\n\n",
				"event: " + Canary.ERROR_BODY.text() + "\ndata: " + Canary.COMPLETION.text() + "\n\n"));
		replies.put("errorEvent", Reply.events("event: error\ndata: " + ECHO.replace("\n", "") + "\n\n"));
		replies.put("rateLimited", Reply.rateLimited(Duration.ofHours(1)));
		replies.put("quota", Reply.quotaExhausted());
		replies.put("window", Reply.contextWindowExceeded());
		replies.put("filtered", Reply.contentFiltered());
		replies.put("empty", Reply.emptyOk());
		replies.put("reset", Reply.reset());
		replies.put("close", Reply.closeBeforeHeaders());
		replies.put("noHeaders", Reply.noHeaders());
		replies.put("noFirstToken", Reply.noFirstToken());
		replies.put("pings", Reply.pingsOnly(Duration.ofMillis(50)));
		replies.put("stall", GOOD.stallAfterTokens(3));
		replies.put("cut", GOOD.cutAfterTokens(3));
		replies.put("resetLater", GOOD.resetAfterTokens(3));
		replies.put("end", GOOD.endAfterTokens(3));
		replies.put("errorLater", GOOD.errorEventAfterTokens(3, "overloaded_error"));
		replies.put("badJson", GOOD.badJsonAfterTokens(3));
		return replies;
	}

	/**
	 * Make every call, whole and streamed, on both routes at once, and give the results.
	 */
	static List<Object> make(ChatService chat, LlmProviderSimulator simulator, Map<String, Reply> replies,
			Timeouts timeouts) {
		replies.forEach((name, reply) -> simulator.when((request) -> request.text().contains("<" + name + ">"), reply));
		return Flux.fromIterable(replies.keySet())
			.flatMap(
					(name) -> Flux.fromIterable(ROUTES).map((route) -> request(route, name).timeouts(timeouts).build()),
					256)
			.flatMap((request) -> Flux.merge(outcome(chat.stream(request)), outcome(chat.send(request).flux())), 256)
			.collectList()
			.block(Duration.ofSeconds(20));
	}

	private static Flux<Object> outcome(Flux<?> call) {
		return call.map(Function.<Object>identity()).onErrorResume((failure) -> Mono.just(failure));
	}

	static ChatRequestBuilder request(String route, String name) {
		Map<String, Object> schema = Map.of("type", "object", "description", Canary.TOOL_SCHEMA.text(), "properties",
				Map.of("q", Map.of("type", "string")));
		Content.ToolCall call = new Content.ToolCall("call_0", "look_up",
				"{\"q\":\"" + Canary.TOOL_ARGUMENTS.text() + "\"}");
		return ChatRequest.builder()
			.system(Canary.SYSTEM.text())
			.user(Canary.PROMPT.text())
			.message(new Message.Assistant(List.of(call)))
			.message(Message.toolResult("call_0", Canary.TOOL_RESULT.text()))
			.user(Canary.PROMPT.text() + " <" + name + ">")
			.tool(new Tool("look_up", Canary.TOOL_DESCRIPTION.text(), schema))
			.stopSequences(List.of(Canary.STOP_SEQUENCE.text()))
			.userId(Canary.USER_ID.text())
			.label("tenant", Canary.LABEL.text())
			.extra("openai", "metadata", Map.of("trace", Canary.EXTRA.text()))
			.route(route);
	}

}
