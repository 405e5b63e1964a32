package io.llmresilience.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A line to the application that can be cut and mended.
 */
final class Line implements AutoCloseable {

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	private final int target;

	private int port;

	private ServerSocket door;

	Line(int target) throws IOException {
		this.target = target;
		mend();
	}

	int port() {
		return this.port;
	}

	void cut() throws IOException {
		this.door.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
		this.sockets.clear();
	}

	void mend() throws IOException {
		ServerSocket door = new ServerSocket();
		door.setReuseAddress(true);
		door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port));
		this.port = door.getLocalPort();
		this.door = door;
		inBackground(() -> accept(door));
	}

	private void accept(ServerSocket door) throws IOException {
		while (!door.isClosed()) {
			Socket near = door.accept();
			Socket far = new Socket(InetAddress.getLoopbackAddress(), this.target);
			this.sockets.addAll(List.of(near, far));
			inBackground(() -> copy(near, far));
			inBackground(() -> copy(far, near));
		}
	}

	private static void copy(Socket from, Socket to) throws IOException {
		try (from; to) {
			from.getInputStream().transferTo(to.getOutputStream());
		}
	}

	private static void inBackground(Work work) {
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			catch (IOException ex) {
				// The line was cut
			}
		});
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		cut();
	}

	@FunctionalInterface
	private interface Work {

		void run() throws IOException;

	}

}
