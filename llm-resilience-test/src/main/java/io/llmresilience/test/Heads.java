package io.llmresilience.test;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * Composes the headers of answers.
 */
final class Heads {

	private static final DateTimeFormatter DATE = DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

	private Heads() {
	}

	/**
	 * The headers of an answer by the provider's API itself.
	 */
	static List<Header> api(AnswerContext context, int status, String contentType) {
		List<Header> headers = new ArrayList<>();
		headers.add(date(context));
		headers.add(new Header("content-type", contentType));
		String id = context.ids().request(context.dialect());
		if (context.dialect() == Dialect.ANTHROPIC) {
			headers.add(new Header("request-id", id));
			headers.add(new Header("anthropic-organization-id", "5f0c2a5e-0000-4000-8000-000000000001"));
			return headers;
		}
		headers.add(new Header("x-request-id", id));
		headers.add(new Header("openai-version", "2020-10-01"));
		headers.add(new Header("openai-organization", "org-simulator"));
		if (status == 200) {
			headers.add(new Header("openai-processing-ms", "12"));
		}
		return headers;
	}

	/**
	 * The headers of an answer by a gateway in front of the provider.
	 */
	static List<Header> edge(AnswerContext context) {
		return List.of(date(context), new Header("server", "cloudflare"), new Header("cf-ray", context.ids().ray()));
	}

	static List<Header> page(AnswerContext context) {
		return merged(edge(context), List.of(new Header("content-type", "text/html")));
	}

	private static Header date(AnswerContext context) {
		return new Header("date", DATE.format(Instant.ofEpochSecond(context.createdAt())));
	}

	/**
	 * Adds the headers of a reply; those of the same name give way to them.
	 */
	static List<Header> merged(List<Header> headers, Envelope envelope) {
		List<Header> own = new ArrayList<>(envelope.headers());
		if (envelope.contentType() != null) {
			own.add(new Header("content-type", envelope.contentType()));
		}
		return merged(headers, own);
	}

	static List<Header> merged(List<Header> headers, List<Header> own) {
		if (own.isEmpty()) {
			return headers;
		}
		List<Header> merged = new ArrayList<>(headers);
		merged.removeIf((header) -> own.stream().anyMatch((other) -> other.name().equalsIgnoreCase(header.name())));
		merged.addAll(own);
		return merged;
	}

}
