package io.llmresilience.autoconfigure;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/**
 * A server behind a certificate that it made itself; it answers everything with 403. It
 * has threads of its own, as an application that stops takes the shared ones along.
 */
final class TlsProvider implements AutoCloseable {

	private static final String PASSWORD = "changeit";

	private final LoopResources loops;

	private final DisposableServer server;

	private final Path certificate;

	private TlsProvider(LoopResources loops, DisposableServer server, Path certificate) {
		this.loops = loops;
		this.server = server;
		this.certificate = certificate;
	}

	static TlsProvider start(Path directory) throws Exception {
		Path store = directory.resolve("provider.p12");
		Path certificate = directory.resolve("provider.crt");
		keytool(store, "-genkeypair", "-keyalg", "EC", "-dname", "CN=provider", "-ext", "san=ip:127.0.0.1");
		keytool(store, "-exportcert", "-rfc", "-file", certificate.toString());
		SslContext context = SslContextBuilder.forServer(keys(store)).build();
		LoopResources loops = LoopResources.create("tls-provider", 1, true);
		DisposableServer server = HttpServer.create()
			.host("127.0.0.1")
			.runOn(loops)
			.secure((spec) -> spec.sslContext(context))
			.handle((request, response) -> response.status(403).send())
			.bindNow();
		return new TlsProvider(loops, server, certificate);
	}

	private static void keytool(Path store, String... arguments) throws Exception {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
		command.addAll(List.of(arguments));
		command.addAll(List.of("-alias", "provider", "-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore",
				store.toString()));
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		if (process.waitFor() != 0) {
			throw new IllegalStateException("keytool failed with " + process.exitValue());
		}
	}

	private static KeyManagerFactory keys(Path store) throws Exception {
		KeyStore keys = KeyStore.getInstance("PKCS12");
		try (InputStream file = Files.newInputStream(store)) {
			keys.load(file, PASSWORD.toCharArray());
		}
		KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		factory.init(keys, PASSWORD.toCharArray());
		return factory;
	}

	String url() {
		return "https://127.0.0.1:" + this.server.port() + "/v1";
	}

	Path certificate() {
		return this.certificate;
	}

	@Override
	public void close() {
		this.server.disposeNow();
		this.loops.dispose();
	}

}
