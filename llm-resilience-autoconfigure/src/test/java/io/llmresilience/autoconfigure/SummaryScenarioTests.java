package io.llmresilience.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;

import io.llmresilience.CallTrace;
import io.llmresilience.ChatRequest;
import io.llmresilience.ChatResponse;
import io.llmresilience.ChatService;
import io.llmresilience.Content;
import io.llmresilience.Message;
import io.llmresilience.history.SummaryStore;
import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.ReceivedRequest;
import io.llmresilience.test.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A long conversation with a model whose window has 8,192 tokens, which the simulator
 * enforces, and summaries that are as long as they may be.
 */
class SummaryScenarioTests {

	private static final int TURNS = 500;

	private static final Pattern MARK = Pattern.compile("\\b[qa]\\d+\\b");

	private static final String WORDS = " and so the bridge was closed for repair until somebody finds out".repeat(4);

	private final AtomicInteger summaries = new AtomicInteger();

	private final LlmProviderSimulator simulator = LlmProviderSimulator.builder()
		.model("eight-k", 8192, 1024)
		.model("cheap", 32_768, 4096)
		.strictModels()
		.start();

	private final SummaryStore store = SummaryStore.inMemory();

	private final List<Message> conversation = new ArrayList<>(List.of(Message.system("Be brief.")));

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ReactiveHttpClientAutoConfiguration.class,
				WebClientAutoConfiguration.class, LlmResilienceAutoConfiguration.class))
		.withBean(SummaryStore.class, () -> this.store)
		.withPropertyValues("llm.resilience.providers.openai.base-url=" + this.simulator.openAiBaseUrl(),
				"llm.resilience.providers.openai.api-key=" + this.simulator.apiKey(),
				"llm.resilience.chat.routes=openai/eight-k", "llm.resilience.models[0].id=openai/eight-k",
				"llm.resilience.models[0].context-window=8192", "llm.resilience.models[0].max-tokens=1024",
				"llm.resilience.models[1].id=openai/cheap", "llm.resilience.models[1].context-window=32768",
				"llm.resilience.models[1].max-tokens=4096", "llm.resilience.history.strategy=summarize",
				"llm.resilience.history.summary.route=openai/cheap", "llm.resilience.observation.log-success=false");

	@BeforeEach
	void script() {
		this.simulator.when((request) -> request.model().equals("cheap"), Reply.text((request) -> summary()));
		this.simulator.always(Reply.text((request) -> "a" + lastTurn(request) + WORDS));
	}

	@AfterEach
	void stop() {
		this.simulator.close();
	}

	@Test
	void ofALongConversationEveryTurnShouldBeSummarizedOnceForLittleMoreThanItsOwnTokens() {
		this.runner.run((context) -> talk(context.getBean(ChatService.class), 1, TURNS));
		List<ReceivedRequest> asked = to("cheap");
		assertThat(asked).hasSizeBetween(10, 40);
		List<String> told = marks(asked);
		int turns = told.size() / 2;
		assertThat(turns).isBetween(TURNS - 70, TURNS - 20);
		List<String> expected = new ArrayList<>();
		for (int turn = 1; turn <= turns; turn++) {
			expected.addAll(List.of("q" + turn, "a" + turn));
		}
		assertThat(told).isEqualTo(expected);
		double once = tokens(this.conversation.subList(1, 1 + 2 * turns));
		double sent = asked.stream().mapToDouble((request) -> tokens(texts(request))).sum();
		assertThat(sent / once).isBetween(1.0, 1.3);
	}

	@Test
	void afterARestartTheStoresSummariesShouldGoOn() {
		this.runner.run((context) -> talk(context.getBean(ChatService.class), 1, 70));
		this.runner.run((context) -> talk(context.getBean(ChatService.class), 71, 110));
		assertThat(marks(to("cheap"))).doesNotHaveDuplicates();
	}

	/**
	 * Say so many things, each of which must take one call, and one more when a summary
	 * is due, which is then in the prompt.
	 */
	private void talk(ChatService chat, int from, int to) {
		String last = (this.summaries.get() > 0) ? "Summary " + this.summaries.get() + ":" : null;
		for (int turn = from; turn <= to; turn++) {
			int before = this.simulator.arrivals();
			this.conversation.add(Message.user("q" + turn + WORDS));
			ChatResponse answer = chat.call(ChatRequest.of(this.conversation));
			this.conversation.add(answer.message());
			List<ReceivedRequest> arrived = this.simulator.requests().subList(before, this.simulator.arrivals());
			boolean due = answer.trace().shortenings().stream().anyMatch((shortening) -> shortening.summary() != null);
			assertThat(arrived).extracting(ReceivedRequest::model)
				.containsExactly(due ? new String[] { "cheap", "eight-k" } : new String[] { "eight-k" });
			if (due) {
				last = "Summary " + this.summaries.get() + ":";
				assertMade(answer.trace());
			}
			if (last != null) {
				assertThat(arrived.get(arrived.size() - 1).text()).contains(last);
			}
		}
	}

	private static void assertMade(CallTrace trace) {
		assertThat(trace.attemptsMade()).isEqualTo(1);
		assertThat(trace.shortenings()).hasSize(1);
		assertThat(trace.shortenings().get(0).summary().failure()).isNull();
		assertThat(trace.shortenings().get(0).summary().usage().inputTokens()).isPositive();
	}

	/**
	 * Make a summary of 512 tokens by the simulator's count.
	 */
	private String summary() {
		String text = "Summary " + this.summaries.incrementAndGet() + ": they talk of a bridge. ";
		return text + "x".repeat(4 * 512 - text.length());
	}

	private static String lastTurn(ReceivedRequest request) {
		Matcher question = Pattern.compile("q(\\d+)").matcher(request.lastText());
		String turn = "none";
		while (question.find()) {
			turn = question.group(1);
		}
		return turn;
	}

	private List<ReceivedRequest> to(String model) {
		return this.simulator.requests().stream().filter((request) -> request.model().equals(model)).toList();
	}

	private static List<String> marks(List<ReceivedRequest> requests) {
		List<String> marks = new ArrayList<>();
		for (ReceivedRequest request : requests) {
			Matcher mark = MARK.matcher(request.text());
			while (mark.find()) {
				marks.add(mark.group());
			}
		}
		return marks;
	}

	private static double tokens(List<Message> messages) {
		return messages.stream()
			.flatMap((message) -> message.content().stream())
			.mapToDouble((piece) -> bytes(((Content.Text) piece).text()))
			.sum() / 4;
	}

	private static double tokens(String text) {
		return bytes(text) / 4;
	}

	private static String texts(ReceivedRequest request) {
		StringBuilder texts = new StringBuilder();
		request.body().path("messages").forEach((message) -> texts.append(message.path("content").stringValue("")));
		return texts.toString();
	}

	private static double bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8).length;
	}

}
