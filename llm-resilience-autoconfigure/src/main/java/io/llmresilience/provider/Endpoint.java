package io.llmresilience.provider;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.util.UriBuilder;

/**
 * Where requests of one dialect go: what is the same for all of them is worked out once.
 */
final class Endpoint {

	private static final String URI_TEMPLATE_ATTRIBUTE = WebClient.class.getName() + ".uriTemplate";

	private final WebClient whole;

	private final WebClient streamed;

	private final URI uri;

	private final String template;

	private Endpoint(WebClient client, URI uri, String template) {
		this.whole = accepting(client, MediaType.APPLICATION_JSON);
		this.streamed = accepting(client, MediaType.TEXT_EVENT_STREAM);
		this.uri = uri;
		this.template = template;
	}

	static Endpoint of(WebClient client, String path) {
		AtomicReference<@Nullable UriBuilder> address = new AtomicReference<>();
		client.post().uri((base) -> {
			address.set(base.path(path));
			return base.build();
		});
		UriBuilder complete = Objects.requireNonNull(address.get());
		return new Endpoint(client, complete.build(), complete.toUriString());
	}

	private static WebClient accepting(WebClient client, MediaType type) {
		return client.mutate().defaultHeaders((headers) -> {
			headers.setContentType(MediaType.APPLICATION_JSON);
			headers.setAccept(List.of(type));
		}).build();
	}

	/**
	 * Sends a request. Whoever gets the answer, whatever its status, must read its body,
	 * or cancel it.
	 */
	Mono<ResponseEntity<Flux<DataBuffer>>> exchange(byte[] body, boolean streamed, OpenRequest open) {
		// The template, which observations show, is not told with a ready address
		return (streamed ? this.streamed : this.whole).post()
			.uri(this.uri)
			.attribute(URI_TEMPLATE_ATTRIBUTE, this.template)
			.bodyValue(body)
			.httpRequest(open::written)
			.retrieve()
			.onStatus(HttpStatusCode::isError, (response) -> Mono.empty())
			.toEntityFlux(BodyExtractors.toDataBuffers());
	}

}
