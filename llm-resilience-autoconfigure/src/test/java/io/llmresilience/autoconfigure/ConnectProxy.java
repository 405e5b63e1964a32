package io.llmresilience.autoconfigure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An HTTP proxy for one tunnel at a time per thread, which remembers where it was asked
 * to go.
 */
final class ConnectProxy implements AutoCloseable {

	private final ServerSocket listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());

	private final List<String> targets = new CopyOnWriteArrayList<>();

	ConnectProxy() throws IOException {
		start(this::accept);
	}

	int port() {
		return this.listener.getLocalPort();
	}

	List<String> targets() {
		return List.copyOf(this.targets);
	}

	private void accept() throws IOException {
		while (!this.listener.isClosed()) {
			Socket client = this.listener.accept();
			start(() -> tunnel(client));
		}
	}

	private void tunnel(Socket client) throws IOException {
		BufferedReader reader = new BufferedReader(
				new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1), 1);
		String target = reader.readLine().split(" ")[1];
		this.targets.add(target);
		while (!reader.readLine().isEmpty()) {
			continue;
		}
		String[] address = target.split(":");
		Socket provider = new Socket(address[0], Integer.parseInt(address[1]));
		client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
		start(() -> provider.getInputStream().transferTo(client.getOutputStream()));
		client.getInputStream().transferTo(provider.getOutputStream());
		provider.close();
	}

	private static void start(Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (IOException ex) {
				// The other side has gone
			}
		}, "connect-proxy");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
	}

	private interface Task {

		void run() throws IOException;

	}

}
