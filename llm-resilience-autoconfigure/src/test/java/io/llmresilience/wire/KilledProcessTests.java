package io.llmresilience.wire;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import io.llmresilience.ChatCall.Wire;
import io.llmresilience.ChatService;
import io.llmresilience.budget.BudgetSnapshot;
import io.llmresilience.budget.Budgets;
import io.llmresilience.test.BilledTokens;
import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A process with budgets in a database is killed with SIGKILL while it spends. What comes
 * after it knows what it has spent, calls on the wire included, and waits for nothing
 * that it held.
 */
class KilledProcessTests {

	private static final Duration START = Duration.ofMinutes(2);

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final int CALLS = 300;

	private static final long LIMIT = 200_000;

	@TempDir
	private Path logs;

	private final String url = "mem:" + UUID.randomUUID();

	private LlmProviderSimulator simulator;

	private Server database;

	private JdbcClient jdbc;

	@BeforeEach
	void start() throws SQLException {
		System.setProperty("h2.bindAddress", "127.0.0.1");
		this.simulator = LlmProviderSimulator.builder()
			.defaultReply(Reply.text("Light is scattered by the air.").headersAfter(Duration.ofMillis(30)))
			.start();
		this.database = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
		this.jdbc = JdbcClient.create(new DriverManagerDataSource(url(), "sa", ""));
	}

	@AfterEach
	void stop() {
		this.jdbc.sql("shutdown").update();
		this.database.stop();
		this.simulator.close();
	}

	@Test
	void whenProcessIsKilledInMidLoadShouldNotForgetWhatItSpent() throws Exception {
		killInMidLoad();
		long billed = billed();
		try (AnnotationConfigApplicationContext heir = SpendingProcess.start(properties())) {
			Budgets budgets = heir.getBean(Budgets.class);
			Awaitility.await()
				.atMost(PATIENCE)
				.untilAsserted(() -> assertThat(figures(budgets).settled().longValueExact()).as(this::log)
					.isGreaterThanOrEqualTo(billed));
			assertThat(leasesOfOthers()).isZero();
			assertThat(figures(budgets).reserved()).isZero();
			assertThat(figures(budgets).settled().longValueExact()).isLessThan(LIMIT);
			Outcome next = Outcome.ofWhole(heir.getBean(ChatService.class)
				.send(SimulatedChat.to(SimulatedChat.OPENAI).maxTokens(100).build()));
			assertThat(next.failure()).isNull();
		}
	}

	private void killInMidLoad() throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
						System.getProperty("java.class.path"), SpendingProcess.class.getName()));
		command.addAll(List.of(properties()));
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(Redirect.to(logFile()))
			.start();
		try {
			this.simulator.awaitArrivals(CALLS, START);
			assertThat(this.simulator.openExchanges()).as("calls on the wire").isPositive();
		}
		finally {
			process.destroyForcibly();
			assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		}
		assertThat(process.exitValue()).as("ended by SIGKILL").isEqualTo(128 + 9);
	}

	private File logFile() {
		return this.logs.resolve("process.log").toFile();
	}

	private String log() {
		return "settled; the killed process logs to " + logFile();
	}

	private long billed() {
		this.simulator.awaitOpenExchanges(0, PATIENCE);
		BilledTokens total = this.simulator.bill().total();
		return total.input() + total.output();
	}

	private static BudgetSnapshot.Figures figures(Budgets budgets) {
		return budgets.snapshot().get(0).figures();
	}

	/**
	 * Nobody is left but the one that came after.
	 */
	private long leasesOfOthers() {
		return this.jdbc
			.sql("select count(*) - 1 from llm_budget_lease where expires_at > "
					+ "extract(epoch from current_timestamp) * 1000")
			.query(Long.class)
			.single();
	}

	private String url() {
		return "jdbc:h2:tcp://127.0.0.1:" + this.database.getPort() + "/" + this.url + ";DB_CLOSE_DELAY=-1";
	}

	private String[] properties() {
		String prefix = "llm.resilience.";
		return new String[] { prefix + "providers.openai.base-url=" + this.simulator.openAiBaseUrl(),
				prefix + "providers.openai.api-key=" + this.simulator.apiKey(),
				prefix + "chat.routes=" + SimulatedChat.OPENAI, prefix + "observation.log-success=false",
				prefix + "observation.log-failure=false", prefix + "budget.store=jdbc", prefix + "budget.jdbc.lease=2s",
				prefix + "budget.jdbc.initialize-schema=always", prefix + "budget.limits.daily.limit=" + LIMIT,
				prefix + "budget.limits.daily.unit=tokens", prefix + "budget.limits.daily.period=month",
				"spring.datasource.url=" + url(), "spring.datasource.username=sa",
				"spring.datasource.type=" + DriverManagerDataSource.class.getName() };
	}

}
