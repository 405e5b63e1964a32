package io.llmresilience.test;

import java.time.Duration;
import java.util.function.Consumer;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/**
 * The listener and its connections, on threads of their own.
 */
final class SimulatorServer {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final int WORKERS = 2;

	private final Director director;

	private final LoopResources loops = LoopResources.create("llm-simulator", 1, WORKERS, true);

	private final Scheduler timer = Schedulers.parallel();

	private ChannelGroup connections = newGroup();

	private @Nullable DisposableServer listener;

	private int port;

	SimulatorServer(Director director, int port) {
		this.director = director;
		this.port = port;
	}

	synchronized int port() {
		return this.port;
	}

	synchronized void listen() {
		if (this.listener != null) {
			return;
		}
		ChannelGroup connections = newGroup();
		this.connections = connections;
		this.listener = HttpServer.create()
			.host("127.0.0.1")
			.port(this.port)
			.runOn(this.loops)
			.httpRequestDecoder((decoder) -> decoder.maxHeaderSize(64 * 1024))
			.doOnConnection((connection) -> connections.add(connection.channel()))
			.handle(this::handle)
			.bindNow(PATIENCE);
		this.port = this.listener.port();
	}

	synchronized void deafen(Consumer<SimulatorServer> beforeBreaking) {
		if (this.listener != null) {
			this.listener.channel().close().syncUninterruptibly();
			this.listener = null;
			beforeBreaking.accept(this);
			this.connections.close().awaitUninterruptibly(PATIENCE.toMillis());
		}
	}

	void close(Consumer<SimulatorServer> beforeBreaking) {
		deafen(beforeBreaking);
		this.loops.disposeLater(Duration.ZERO, PATIENCE).subscribe();
	}

	/**
	 * A group that also closes what was accepted before but is added after its closing.
	 */
	private static ChannelGroup newGroup() {
		return new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
	}

	private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
		Channel[] channel = new Channel[1];
		request.withConnection((connection) -> channel[0] = connection.channel());
		return request.receive()
			.aggregate()
			.asByteArray()
			.defaultIfEmpty(new byte[0])
			.flatMap((body) -> answer(request, response, channel[0], body));
	}

	private Mono<Void> answer(HttpServerRequest request, HttpServerResponse response, Channel channel, byte[] body) {
		Exchange exchange = this.director.arrived(request.method().name(), request.uri(), request.requestHeaders(),
				body);
		try {
			return new Player(this.director.plan(exchange), exchange, response, channel, this.timer).play();
		}
		catch (RuntimeException ex) {
			exchange.end(Ending.BROKEN_OFF);
			throw ex;
		}
	}

}
