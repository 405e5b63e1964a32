package io.llmresilience.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;

import io.llmresilience.ChatRequest;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One call that fails over, as Prometheus and the JSON log see it; the documentation
 * shows just that.
 */
class ObservabilityDocTests {

	private static final Path DOC = Path.of("../docs/observability.md");

	private static final Pattern CHANCE = Pattern.compile(
			"(\"(?:@timestamp|latencyMs|timeToFirstTokenMs|requestId|traceId|spanId|thread_name)\":)(\"[^\"]*\"|\\d+)");

	private final Logger logger = (Logger) LoggerFactory.getLogger("io.llmresilience.call");

	private final StructuredLogEncoder encoder = new StructuredLogEncoder();

	private final List<String> json = new ArrayList<>();

	private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {

		@Override
		protected void append(ILoggingEvent line) {
			ObservabilityDocTests.this.json
				.add(new String(ObservabilityDocTests.this.encoder.encode(line), StandardCharsets.UTF_8));
		}

	};

	private final ObservedChat chat = new ObservedChat();

	@BeforeEach
	void call() {
		this.logger.getLoggerContext().putObject(Environment.class.getName(), new StandardEnvironment());
		this.encoder.setContext(this.logger.getLoggerContext());
		this.encoder.setFormat("logstash");
		this.encoder.start();
		this.appender.start();
		this.logger.addAppender(this.appender);
		this.logger.setLevel(Level.INFO);
		this.chat.simulator()
			.when((request) -> request.model().equals("claude-sonnet-5-5"),
					Reply.overloaded().header("retry-after-ms", "20"));
		this.chat.simulator().always(Reply.text("Because of Rayleigh scattering.").usage(14, 6));
		this.chat.service()
			.stream(ChatRequest.builder().user("Why is the sky blue?").label("feature", "search").build())
			.blockLast();
	}

	@AfterEach
	void close() {
		this.logger.detachAppender(this.appender);
		this.logger.setLevel(null);
		this.chat.close();
	}

	@Test
	void docsShouldShowTheScrape() throws IOException {
		String scrape = this.chat.bean(PrometheusMeterRegistry.class)
			.scrape()
			.lines()
			.filter((line) -> line.startsWith("gen_ai_") || line.startsWith("llm_resilience_"))
			.filter((line) -> !line.contains("ratelimit") && !line.contains("circuitbreaker"))
			.filter((line) -> !line.matches(".*seconds_(sum|max).*|.*_max[{].*"))
			.filter((line) -> !line.contains("_bucket{") || line.matches(".*le=\"(81.92|256.0)\".*"))
			.collect(Collectors.joining("\n"));
		assertThat(Files.readString(DOC)).contains("```text\n" + scrape + "\n```");
	}

	@Test
	void docsShouldShowTheLines() throws IOException {
		String lines = this.json.stream()
			.map((line) -> CHANCE.matcher(line).replaceAll("$1\"…\"").replaceAll(" in \\d+ ms", " in … ms"))
			.map((line) -> line.replace(",\"", ",\n \""))
			.collect(Collectors.joining());
		assertThat(Files.readString(DOC)).contains("```json\n" + lines + "```");
	}

	@Test
	void docsShouldNameEveryMeter() throws IOException {
		String doc = Files.readString(DOC);
		assertThat(this.chat.bean(MeterRegistry.class).getMeters()).extracting(Meter::getId)
			.filteredOn((id) -> id.getName().startsWith("gen_ai") || id.getName().startsWith("llm.resilience"))
			.hasSizeGreaterThan(20)
			.allSatisfy((id) -> assertThat(doc).contains("| `" + id.getName() + "`"));
	}

}
