package io.llmresilience.privacy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.json.JsonMapper;

/**
 * Reads whatever Actuator shows, over HTTP.
 */
final class ActuatorWalk {

	private static final List<String> NOT_READ = List.of("heapdump");

	private static final List<String> PARTS = List.of("llm/openai", "llm/openai/gpt-4o-mini",
			"llm/anthropic/claude-sonnet-4-5", "llm/unknown", "health/llm", "configprops/llm.resilience",
			"env/llm.resilience.providers.openai.api-key", "env/llm.resilience.providers.openai.headers.cookie",
			"info");

	private final HttpClient client = HttpClient.newHttpClient();

	private final JsonMapper json = JsonMapper.builder().build();

	private final String base;

	ActuatorWalk(int port) {
		this.base = "http://127.0.0.1:" + port + "/actuator";
	}

	/**
	 * Return all answers by what was asked for: of every link, of every meter, and of
	 * those parts where keys or content may be.
	 */
	Map<String, String> answers() {
		Map<String, String> answers = new LinkedHashMap<>();
		Deque<String> paths = new ArrayDeque<>(PARTS);
		this.json.readTree(get("")).get("_links").forEach((link) -> {
			String path = link.get("href").asString().substring(this.base.length());
			if (!link.get("templated").asBoolean() && !NOT_READ.contains(name(path))) {
				paths.add(name(path));
			}
		});
		this.json.readTree(get("/metrics")).get("names").forEach((name) -> paths.add("metrics/" + name.asString()));
		paths.forEach((path) -> answers.put(path, get("/" + path)));
		return answers;
	}

	private static String name(String path) {
		return path.startsWith("/") ? path.substring(1) : path;
	}

	private String get(String path) {
		return send(HttpRequest.newBuilder(URI.create(this.base + path)).build()).body();
	}

	/**
	 * Ask for something to be done, and return what the answer says, its status first.
	 */
	String post(String path, Map<String, String> body) {
		HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(this.base + "/" + path))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(this.json.writeValueAsString(body)))
			.build());
		return answer.statusCode() + " " + answer.body();
	}

	private HttpResponse<String> send(HttpRequest request) {
		try {
			return this.client.send(request, BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
