package io.llmresilience.autoconfigure;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.llmresilience.autoconfigure.DocumentedPages.Snippet;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compiles every piece of Java that the documentation shows, as a part of a class. The
 * class has what an application has anyway, see {@link #APPLICATION}, and imports
 * {@link #PACKAGES} and {@link #TYPES}.
 */
class DocumentedJavaTests {

	private static final List<String> PACKAGES = List.of("java.io", "java.nio.file", "java.time", "java.util",
			"java.util.function", "java.util.stream", "io.llmresilience", "io.llmresilience.actuate",
			"io.llmresilience.autoconfigure", "io.llmresilience.budget", "io.llmresilience.circuitbreaker",
			"io.llmresilience.fallback", "io.llmresilience.history", "io.llmresilience.model",
			"io.llmresilience.observation", "io.llmresilience.ratelimit", "io.llmresilience.retry",
			"io.llmresilience.test", "io.micrometer.common", "org.junit.jupiter.api", "org.junit.jupiter.api.extension",
			"org.springframework.beans.factory.annotation", "org.springframework.boot.test.context",
			"org.springframework.context.annotation", "org.springframework.retry.policy",
			"org.springframework.web.client", "org.springframework.dao", "org.springframework.jdbc.core.simple",
			"org.springframework.retry.support", "org.springframework.stereotype",
			"org.springframework.web.reactive.function.client", "reactor.core.publisher", "reactor.core.scheduler",
			"reactor.test", "reactor.util.retry");

	private static final List<String> TYPES = List.of("org.springframework.context.event.EventListener",
			"static io.llmresilience.test.SimulatorAssertions.assertThat",
			"static org.assertj.core.api.Assertions.assertThat",
			"static org.assertj.core.api.Assertions.assertThatExceptionOfType");

	private static final String APPLICATION = """
			ChatService chat;
			Budgets budgets;
			CircuitBreakers circuitBreakers;
			CoolDowns coolDowns;
			DocumentPrompt prompt;
			DocumentService documents;
			LlmProviderSimulator simulator;
			LlmRetryRules retryRules;
			RateLimiters rateLimiters;
			RestClient restClient;
			Explainer explainer;
			TokenCounter tokenCounter;
			void send(String mail) { }
			List<Message> newestThatFit(Conversation conversation) { return List.of(); }
			interface Explainer { String explain(String topic); Flux<ChatEvent> explainLive(String topic); }
			interface Vault { String read(String name); }
			interface Alarm { void ring(Throwable failure); }
			record AnswerService(String baseUrl, String apiKey) { String answer(String question) { return question; } }
			""";

	private static final Pattern MEMBER = Pattern.compile("^(@|([a-z]+ )*(class|record|interface|enum) ).*",
			Pattern.DOTALL);

	@Test
	void everySnippetShouldCompile(@TempDir Path classes) {
		assertThat(errors(DocumentedPages.snippets("java"), classes)).isEmpty();
	}

	@Test
	void mistakesShouldBeFoundWithTheirLine(@TempDir Path classes) {
		assertThat(
				errors(List.of(new Snippet(Path.of("../page.md"), 7, "chat.call(\"\");\nchat.cal(\"\");\n")), classes))
			.singleElement()
			.asString()
			.startsWith("page.md:8 cannot find symbol");
	}

	private static List<String> errors(List<Snippet> snippets, Path classes) {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
		List<String> options = List.of("-proc:none", "-d", classes.toString(), "-cp",
				System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
		List<Source> sources = Stream.iterate(0, (i) -> i + 1)
			.limit(snippets.size())
			.map((i) -> new Source(snippets.get(i), "Snippet" + i))
			.toList();
		compiler.getTask(null, null, found, options, null, sources).call();
		return found.getDiagnostics()
			.stream()
			.filter((diagnostic) -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
			.map(DocumentedJavaTests::text)
			.toList();
	}

	private static String text(Diagnostic<? extends JavaFileObject> diagnostic) {
		Source source = (Source) diagnostic.getSource();
		return DocumentedPages.name(source.snippet.page()) + ":" + diagnostic.getLineNumber() + " "
				+ diagnostic.getMessage(null);
	}

	/**
	 * A snippet as a class whose lines have the numbers that they have on the page.
	 */
	private static final class Source extends SimpleJavaFileObject {

		private final Snippet snippet;

		private final String className;

		Source(Snippet snippet, String className) {
			super(URI.create("string:///" + className + ".java"), Kind.SOURCE);
			this.snippet = snippet;
			this.className = className;
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			String imports = Stream.concat(PACKAGES.stream().map((name) -> name + ".*"), TYPES.stream())
				.map((name) -> "import " + name + "; ")
				.collect(Collectors.joining());
			String text = this.snippet.text();
			String method = MEMBER.matcher(text).matches() ? "" : "void run() throws Exception { ";
			return imports + "class Application" + this.className + " { " + APPLICATION.replace('\n', ' ') + "} class "
					+ this.className + " extends Application" + this.className + " { " + method
					+ "\n".repeat(this.snippet.line() - 1) + text + (method.isEmpty() ? "}" : "} }");
		}

	}

}
