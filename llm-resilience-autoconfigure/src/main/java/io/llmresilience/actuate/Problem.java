package io.llmresilience.actuate;

import java.util.Collection;
import java.util.List;

import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.util.MimeType;

/**
 * Why an operation was not done, in the form of RFC 9457.
 *
 * @param type which problem it is
 * @param title that in words
 * @param status the HTTP status
 * @param detail what was wrong, and what is allowed
 * @param allowed what is allowed, one by one
 */
record Problem(String type, String title, int status, String detail, List<String> allowed) {

	private static final MimeType MEDIA_TYPE = MimeType.valueOf("application/problem+json");

	static WebEndpointResponse<Object> unknownName(String name, Collection<String> names) {
		return new Problem("urn:llm-resilience:unknown-route", "Unknown route", WebEndpointResponse.STATUS_NOT_FOUND,
				"There is no route or provider '" + name + "'; use one of " + String.join(", ", names),
				List.copyOf(names))
			.response();
	}

	static WebEndpointResponse<Object> invalid(InvalidOperationException problem) {
		return new Problem("urn:llm-resilience:invalid-operation", "Invalid operation",
				WebEndpointResponse.STATUS_BAD_REQUEST, String.valueOf(problem.getMessage()), problem.allowed())
			.response();
	}

	private WebEndpointResponse<Object> response() {
		return new WebEndpointResponse<>(this, this.status, MEDIA_TYPE);
	}

}
