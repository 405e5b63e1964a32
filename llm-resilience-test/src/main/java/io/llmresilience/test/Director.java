package io.llmresilience.test;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.ArrayList;
import java.util.Collections;

import io.netty.handler.codec.http.HttpHeaders;
import tools.jackson.databind.JsonNode;

/**
 * Decides what to do with a request: whether it has an address, what the script says,
 * whether the provider would take it.
 */
final class Director {

	private final Settings settings;

	private final Script script;

	private final RequestLog log;

	private final Planner planner = new Planner();

	private final Gatekeeper gatekeeper;

	Director(Settings settings, Script script, RequestLog log) {
		this.gatekeeper = new Gatekeeper(settings.apiKey(), settings.models());
		this.settings = settings;
		this.script = script;
		this.log = log;
	}

	Exchange arrived(String method, String uri, HttpHeaders headers, byte[] body) {
		String path = uri.substring(0, (uri.indexOf('?') >= 0) ? uri.indexOf('?') : uri.length());
		Map<String, List<String>> received = headers(headers);
		String text = new String(body, StandardCharsets.UTF_8);
		JsonNode json = Json.readOrMissing(text);
		Instant now = this.settings.clock().instant();
		Dialect dialect = Route.dialect(path, received);
		return this.log.arrived((sequence) -> new Exchange(
				new ReceivedRequest(sequence, dialect, method, path, received, text, json, now, Ending.OPEN, null),
				this.settings.clock(), this.log));
	}

	private static Map<String, List<String>> headers(HttpHeaders headers) {
		Map<String, List<String>> received = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		for (Map.Entry<String, String> header : headers) {
			received.computeIfAbsent(header.getKey(), (name) -> new ArrayList<>(1)).add(header.getValue());
		}
		return Collections.unmodifiableMap(received);
	}

	Plan plan(Exchange exchange) {
		ReceivedRequest request = exchange.request();
		AnswerContext context = context(request);
		ProviderError misdirected = Route.check(request);
		if (misdirected != null) {
			return this.planner.error(misdirected, context);
		}
		Reply reply = this.script.next(request);
		ProviderError refused = reply.isFault() ? null : this.gatekeeper.check(context);
		return (refused != null) ? this.planner.error(refused, context) : this.planner.plan(reply, context);
	}

	private AnswerContext context(ReceivedRequest request) {
		return new AnswerContext(request, this.settings.models().datedName(request.model()),
				TokenEstimate.of(request.body()), request.arrivedAt().getEpochSecond(),
				new AnswerIds(this.settings.seed(), request.sequence()));
	}

}
