package io.llmresilience.test;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;

/**
 * Calls the simulator with nothing but the JDK's client or a bare socket.
 */
final class Calls {

	private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final LlmProviderSimulator simulator;

	Calls(LlmProviderSimulator simulator) {
		this.simulator = simulator;
	}

	static String openAiBody(String model, String more) {
		return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Say hello\"}]" + more + "}";
	}

	static String anthropicBody(String model, String more) {
		return "{\"model\":\"" + model
				+ "\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"Say hello\"}]" + more + "}";
	}

	HttpRequest.Builder openAi(String body) {
		return HttpRequest.newBuilder(URI.create(this.simulator.openAiBaseUrl() + "/chat/completions"))
			.header("Content-Type", "application/json")
			.header("Authorization", "Bearer " + this.simulator.apiKey())
			.timeout(Duration.ofSeconds(10))
			.POST(HttpRequest.BodyPublishers.ofString(body));
	}

	HttpRequest.Builder anthropic(String body) {
		return HttpRequest.newBuilder(URI.create(this.simulator.anthropicBaseUrl() + "/v1/messages"))
			.header("Content-Type", "application/json")
			.header("x-api-key", this.simulator.apiKey())
			.header("anthropic-version", "2023-06-01")
			.timeout(Duration.ofSeconds(10))
			.POST(HttpRequest.BodyPublishers.ofString(body));
	}

	HttpRequest.Builder call(Dialect dialect, boolean streamed) {
		String more = streamed ? ",\"stream\":true" : "";
		return (dialect == Dialect.OPENAI) ? openAi(openAiBody("gpt-4o-mini", more))
				: anthropic(anthropicBody("claude-haiku-4-5", more));
	}

	static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	static HttpResponse<InputStream> open(HttpRequest.Builder request) throws IOException, InterruptedException {
		return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
	}

	static JsonNode json(HttpResponse<String> response) {
		return Json.read(response.body());
	}

	/**
	 * Returns the data of all events.
	 */
	static List<String> data(String stream) {
		return stream.lines()
			.filter((line) -> line.startsWith("data: "))
			.map((line) -> line.substring(6))
			.collect(Collectors.toList());
	}

	/**
	 * Opens a bare socket and sends a request through it.
	 */
	Socket socket(Dialect dialect, boolean streamed) throws IOException {
		HttpRequest request = call(dialect, streamed).build();
		String body = (dialect == Dialect.OPENAI) ? openAiBody("gpt-4o-mini", streamed ? ",\"stream\":true" : "")
				: anthropicBody("claude-haiku-4-5", streamed ? ",\"stream\":true" : "");
		StringBuilder head = new StringBuilder("POST " + request.uri().getPath() + " HTTP/1.1\r\nHost: 127.0.0.1\r\n");
		request.headers()
			.map()
			.forEach((name, values) -> head.append(name).append(": ").append(values.get(0)).append("\r\n"));
		head.append("Content-Length: ").append(body.length()).append("\r\n\r\n").append(body);
		Socket socket = new Socket("127.0.0.1", this.simulator.port());
		socket.setSoTimeout(5000);
		socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.UTF_8));
		return socket;
	}

	static String readAll(Socket socket) throws IOException {
		return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
	}

	/**
	 * Reads until the text has come, without waiting for more.
	 */
	static String readUntil(Socket socket, String end) throws IOException {
		StringBuilder read = new StringBuilder();
		while (read.indexOf(end) < 0) {
			int next = socket.getInputStream().read();
			if (next < 0) {
				throw new IOException("Ended after: " + read);
			}
			read.append((char) next);
		}
		return read.toString();
	}

}
