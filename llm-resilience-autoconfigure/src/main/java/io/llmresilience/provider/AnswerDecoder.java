package io.llmresilience.provider;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import tools.jackson.core.JacksonException;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;

import io.llmresilience.ChatEvent;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;
import io.llmresilience.ProviderException;

/**
 * Turns a provider's response into events, or into the failure that it is.
 */
final class AnswerDecoder {

	private static final Duration ERROR_BODY_PATIENCE = Duration.ofSeconds(2);

	private final Dialect dialect;

	private final String route;

	private final ErrorTranslator errors;

	private final HttpSettings settings;

	private final InstantSource clock;

	private final Scheduler timer;

	AnswerDecoder(Dialect dialect, String route, ErrorTranslator errors, HttpSettings settings, InstantSource clock,
			Scheduler timer) {
		this.dialect = dialect;
		this.route = route;
		this.errors = errors;
		this.settings = settings;
		this.clock = clock;
		this.timer = timer;
	}

	Flux<ChatEvent> decode(ResponseEntity<Flux<DataBuffer>> answer, boolean streamed) {
		HttpHeaders headers = answer.getHeaders();
		Flux<DataBuffer> body = Objects.requireNonNull(answer.getBody());
		if (!answer.getStatusCode().is2xxSuccessful()) {
			return error(answer.getStatusCode().value(), headers, body);
		}
		try {
			return good(headers, body, streamed);
		}
		catch (RuntimeException ex) {
			return body.take(0).thenMany(Flux.error(ex));
		}
	}

	private Flux<ChatEvent> good(HttpHeaders headers, Flux<DataBuffer> body, boolean streamed) {
		AnswerReader reader = this.dialect.reader(new AnswerSource(this.route, this.errors.requestId(headers),
				this.dialect.limits(headers, this.clock.instant())));
		if (streamed && isEventStream(headers)) {
			return new AnswerFlux(body, new StreamDecoding(reader, this.settings), this.timer,
					(failure) -> translate(failure, headers));
		}
		return whole(body).flatMapIterable((bytes) -> read(bytes, reader, streamed, headers))
			.onErrorMap((failure) -> translate(failure, headers));
	}

	/**
	 * A server that says nothing, or something odd, may still send events; only what is
	 * surely no stream of events is read as a whole.
	 */
	private static boolean isEventStream(HttpHeaders headers) {
		String type = headers.getFirst(HttpHeaders.CONTENT_TYPE);
		return type == null || !(type.contains("json") || type.contains("html"));
	}

	private Mono<byte[]> whole(Flux<DataBuffer> body) {
		return body.collect(() -> new BodyBytes(this.settings.maxBodySize().toBytes()), BodyBytes::add)
			.map(BodyBytes::toByteArray);
	}

	private List<ChatEvent> read(byte[] body, AnswerReader reader, boolean streamed, HttpHeaders headers) {
		if (!isJson(body)) {
			int length = (int) Math.min(body.length, this.settings.maxErrorBodySize().toBytes());
			throw this.errors.http(200, headers, Arrays.copyOf(body, length));
		}
		List<ChatEvent> events = new ArrayList<>(2);
		reader.whole(body, events::add);
		if (streamed) {
			events.addAll(ChatEvent.contentOf(reader.response().message()));
		}
		events.add(new ChatEvent.Completed(reader.response()));
		return events;
	}

	/**
	 * A gateway may say in plain words and with status 200 what is wrong. JSON is never
	 * searched for such words, since it may be a model that speaks of errors.
	 */
	private static boolean isJson(byte[] body) {
		for (byte b : body) {
			if (b > ' ') {
				return b == '{' || b == '[';
			}
		}
		return false;
	}

	private Flux<ChatEvent> error(int status, HttpHeaders headers, Flux<DataBuffer> body) {
		Flux<DataBuffer> start = DataBufferUtils.takeUntilByteCount(body, this.settings.maxErrorBodySize().toBytes());
		return DataBufferUtils.join(start)
			.map(AnswerDecoder::bytes)
			.timeout(ERROR_BODY_PATIENCE, this.timer)
			.onErrorReturn(new byte[0])
			.defaultIfEmpty(new byte[0])
			.flatMapMany((bytes) -> Flux.error(this.errors.http(status, headers, bytes)));
	}

	private static byte[] bytes(DataBuffer buffer) {
		byte[] bytes = new byte[buffer.readableByteCount()];
		buffer.read(bytes);
		DataBufferUtils.release(buffer);
		return bytes;
	}

	private LlmException translate(Throwable failure, HttpHeaders headers) {
		if (failure instanceof LlmException translated) {
			return translated;
		}
		if (failure instanceof ProviderError.Raised raised) {
			return this.errors.event(raised.error(), headers);
		}
		if (failure instanceof TruncatedAnswerException) {
			return failure(FailureKind.INTERRUPTED, "stream ended without a finish reason", headers);
		}
		if (failure instanceof MalformedAnswerException malformed) {
			return failure(FailureKind.MALFORMED, malformed.reason(), headers);
		}
		if (failure instanceof JacksonException) {
			return failure(FailureKind.MALFORMED, "answer is not the JSON that the dialect says", headers);
		}
		if (failure instanceof DataBufferLimitException) {
			return failure(FailureKind.MALFORMED, "answer is larger than " + this.settings.maxBodySize()
					+ ", the limit of 'llm.resilience.http.max-body-size'", headers);
		}
		return this.errors.transport(failure, headers);
	}

	private LlmException failure(FailureKind kind, String reason, HttpHeaders headers) {
		return ProviderException.of(kind, this.route)
			.reason(reason)
			.status(200)
			.requestId(this.errors.requestId(headers))
			.build();
	}

}
