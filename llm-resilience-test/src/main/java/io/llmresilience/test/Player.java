package io.llmresilience.test;

import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Carries a plan out on one connection.
 */
final class Player {

	/** Time for what was sent to be read, because a reset discards what was not. */
	private static final Duration BEFORE_RESET = Duration.ofMillis(20);

	private final Plan plan;

	private final Exchange exchange;

	private final HttpServerResponse response;

	private final Channel channel;

	private final Scheduler timer;

	Player(Plan plan, Exchange exchange, HttpServerResponse response, Channel channel, Scheduler timer) {
		this.plan = plan;
		this.exchange = exchange;
		this.response = response;
		this.channel = channel;
		this.timer = timer;
	}

	Mono<Void> play() {
		Mono<Void> answer = (this.plan.status() == 0) ? close(Duration.ZERO) : answer();
		return delay(this.plan.before()).then(answer)
			.doOnCancel(() -> this.exchange.end(Ending.CLIENT_CLOSED))
			.doOnError((failure) -> this.exchange.end(Ending.CLIENT_CLOSED));
	}

	private Mono<Void> answer() {
		return Mono.defer(() -> {
			writeHead();
			long start = this.timer.now(TimeUnit.NANOSECONDS);
			return this.response.sendObject(body(start), (buffer) -> true).then().then(ending(start));
		});
	}

	private void writeHead() {
		this.response.status(this.plan.status());
		for (Header header : this.plan.headers()) {
			this.response.addHeader(header.name(), header.value());
		}
		if (this.plan.length() >= 0) {
			this.response.header(HttpHeaderNames.CONTENT_LENGTH, Long.toString(this.plan.length()));
		}
	}

	private Flux<ByteBuf> body(long start) {
		return Flux.defer(() -> {
			Iterator<Beat> beats = this.plan.beats().iterator();
			noteIfLast(beats);
			return Flux.fromIterable(() -> beats)
				.concatMap((beat) -> until(start + beat.at()).thenReturn(beat), 1)
				.map((beat) -> buffer(beat, beats));
		});
	}

	private ByteBuf buffer(Beat beat, Iterator<Beat> rest) {
		this.exchange.sent(beat.tokens());
		noteIfLast(rest);
		return Unpooled.wrappedBuffer(beat.bytes());
	}

	/**
	 * Notes the answer before its last byte is on its way, so that a client that has it
	 * all finds it noted.
	 */
	private void noteIfLast(Iterator<Beat> rest) {
		if (this.plan.close() == Plan.Close.COMPLETE && !rest.hasNext()) {
			this.exchange.end(Ending.ANSWERED);
		}
	}

	private Mono<Void> ending(long start) {
		if (this.plan.close() == Plan.Close.COMPLETE) {
			return Mono.empty();
		}
		Duration grace = (this.plan.close() == Plan.Close.RESET) ? BEFORE_RESET : Duration.ZERO;
		return Mono.defer(() -> until(start + this.plan.endAt())).then(close(grace));
	}

	private Mono<Void> close(Duration grace) {
		if (this.plan.close() == Plan.Close.SILENCE) {
			return Mono.never();
		}
		return delay(grace).then(Mono.defer(() -> {
			this.exchange.end(Ending.BROKEN_OFF);
			if (this.plan.close() == Plan.Close.RESET) {
				this.channel.config().setOption(ChannelOption.SO_LINGER, 0);
			}
			this.channel.close();
			return Mono.never();
		}));
	}

	private Mono<Void> until(long instant) {
		return delay(Duration.ofNanos(Math.max(0, instant - this.timer.now(TimeUnit.NANOSECONDS))));
	}

	private Mono<Void> delay(Duration delay) {
		return delay.isZero() ? Mono.empty() : Mono.delay(delay, this.timer).then();
	}

}
