package io.llmresilience.test;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

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

	private final ScriptFunctions functions;

	private final Map<Dialect, Account> accounts = new EnumMap<>(Dialect.class);

	Director(Settings settings, Script script, RequestLog log) {
		this.gatekeeper = new Gatekeeper(settings.apiKey(), settings.models());
		this.functions = new ScriptFunctions(settings.tokenCounter(), log);
		this.settings = settings;
		this.script = script;
		this.log = log;
		for (Dialect dialect : Dialect.values()) {
			this.accounts.put(dialect, new Account(dialect, settings.limits(), settings.clock().instant()));
		}
	}

	Exchange arrived(String method, String uri, HttpHeaders headers, byte[] body) {
		String path = uri.substring(0, (uri.indexOf('?') >= 0) ? uri.indexOf('?') : uri.length());
		Map<String, List<String>> received = headers(headers);
		String text = new String(body, StandardCharsets.UTF_8);
		JsonNode json = Json.readOrMissing(text);
		Instant now = this.settings.clock().instant();
		Dialect dialect = Route.dialect(path, received);
		return this.log.arrived((sequence) -> {
			ReceivedRequest request = new ReceivedRequest(sequence, dialect, method, path, received, text, json, now,
					Ending.OPEN, null);
			Reply reply = (Route.check(request) == null) ? scripted(request) : null;
			return new Exchange(request, this.settings.clock(), this.log, reply);
		});
	}

	private Reply scripted(ReceivedRequest request) {
		try {
			return this.script.next(request);
		}
		catch (RuntimeException | Error ex) {
			return Reply.text((sameRequest) -> {
				throw ex;
			});
		}
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
		if (exchange.reply() == null) {
			return this.planner.error(Objects.requireNonNull(Route.check(request)), context);
		}
		Recipe reply = exchange.reply().recipe();
		Account account = this.accounts.get(request.dialect());
		Plan plan = reply.isFault() ? fault(reply, context, account) : taken(reply, context, account, exchange);
		return reply.isByEdge() ? plan : plan.with(Heads.merged(account.headers(), plan.headers()));
	}

	private Plan fault(Recipe reply, AnswerContext context, Account account) {
		account.failed(context.request().arrivedAt());
		return this.planner.plan(reply, context);
	}

	private Plan taken(Recipe reply, AnswerContext context, Account account, Exchange exchange) {
		try {
			return answer(reply, checked(context, account), account, exchange);
		}
		catch (Refusal refusal) {
			Plan plan = this.planner.error(refusal.error(), context);
			return plan.with(Heads.merged(plan.headers(), refusal.headers()));
		}
	}

	private Plan answer(Recipe reply, AnswerContext context, Account account, Exchange exchange) {
		account.admit(context);
		concurrency(exchange, context);
		Recipe known = this.functions.inAnswerTo(context.request(), reply);
		account.produced(context.output(known.message()));
		if (known.isBilled(context.streamed())) {
			exchange.bill(Charge.of(known.message(), context));
		}
		return this.planner.plan(known, context);
	}

	private AnswerContext checked(AnswerContext context, Account account) {
		ReceivedRequest request = context.request();
		try {
			this.gatekeeper.check(request);
			AnswerContext counted = context.withInputTokens(this.functions.promptTokens(request));
			this.gatekeeper.limits(counted);
			return counted;
		}
		catch (Refusal refusal) {
			account.failed(request.arrivedAt());
			throw refusal;
		}
	}

	private void concurrency(Exchange exchange, AnswerContext context) {
		int most = this.settings.limits().maxConcurrent();
		if (most > 0 && !this.log.admit(exchange, most)) {
			throw new Refusal(RateLimitErrors.concurrent(context.dialect()));
		}
	}

	void reset() {
		Instant now = this.settings.clock().instant();
		this.accounts.values().forEach((account) -> account.reset(now));
	}

	private AnswerContext context(ReceivedRequest request) {
		return new AnswerContext(request, this.settings.models().datedName(request.model()), 0,
				request.arrivedAt().getEpochSecond(), new AnswerIds(this.settings.seed(), request.sequence()));
	}

}
