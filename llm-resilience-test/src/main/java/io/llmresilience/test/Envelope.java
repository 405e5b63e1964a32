package io.llmresilience.test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The parts of an answer that are given as they are: status, headers, body.
 */
record Envelope(int status, List<Header> headers, @Nullable String contentType, byte @Nullable [] body,
		@Nullable KnownError error) {

	static final Envelope OK = of(200);

	static Envelope of(int status) {
		return new Envelope(Check.inRange("status", status, 200, 599), List.of(), null, null, null);
	}

	static Envelope of(KnownError error) {
		return new Envelope(0, List.of(), null, null, error);
	}

	static Envelope page(int status) {
		return of(status).withContentType("text/html").withBody(HtmlPage.of(status));
	}

	Envelope with(Map<String, String> headers) {
		Envelope envelope = this;
		for (Map.Entry<String, String> header : headers.entrySet()) {
			envelope = envelope.with(new Header(header.getKey(), header.getValue()));
		}
		return envelope;
	}

	Envelope with(Header header) {
		List<Header> headers = new ArrayList<>(this.headers);
		headers.add(header);
		return new Envelope(this.status, List.copyOf(headers), this.contentType, this.body, this.error);
	}

	Envelope withContentType(String contentType) {
		return new Envelope(this.status, this.headers, contentType, this.body, this.error);
	}

	Envelope withBody(byte[] body) {
		return new Envelope(this.status, this.headers, this.contentType, body.clone(), this.error);
	}

}
