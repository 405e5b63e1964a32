package io.llmresilience.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.llmresilience.CallTrace;
import io.llmresilience.ChatRequest;
import io.llmresilience.ChatService;
import io.llmresilience.FailureKind;
import io.llmresilience.LlmException;
import io.llmresilience.Message;
import io.llmresilience.autoconfigure.LlmResilienceAutoConfiguration;
import io.llmresilience.test.LlmProviderSimulator;
import io.llmresilience.test.ReceivedRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random conversations through small windows that the provider enforces by its own count:
 * OpenAI's tokenizer, and for Anthropic more tokens than English has.
 */
class HistoryOnWireTests {

	private static final int[] WINDOWS = { 700, 1500, 4000, 12_000, 50_000 };

	private static final String SUMMARIZER = "gpt-4o-mini";

	private static final Encoding ENCODING = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

	private static final LlmProviderSimulator SIMULATOR = simulator();

	private final long seed = new Random().nextLong();

	private final Random random = new Random(this.seed);

	private static LlmProviderSimulator simulator() {
		LlmProviderSimulator.Builder builder = LlmProviderSimulator.builder()
			.tokenCounter(HistoryOnWireTests::tokens)
			.recordRequests(10);
		for (int window : WINDOWS) {
			builder.model("gpt-4o-w" + window, window, 4096).model("claude-w" + window, window, 4096);
		}
		return builder.start();
	}

	@AfterAll
	static void stop() {
		SIMULATOR.close();
	}

	static Stream<Arguments> routes() {
		return Stream.of("strategy=sliding-window", "keep-share=0.5", "strategy=summarize")
			.flatMap((strategy) -> Stream.of("openai/gpt-4o-w", "anthropic/claude-w")
				.map((models) -> Arguments.of(strategy, models)));
	}

	@ParameterizedTest
	@MethodSource("routes")
	void providerShouldNeverFindAPromptTooLong(String strategy, String models) {
		run(strategy, models, 40);
	}

	@Tag("load")
	@ParameterizedTest
	@MethodSource("routes")
	void providerShouldNeverFindAThousandPromptsTooLong(String strategy, String models) {
		run(strategy, models, 1000);
	}

	private void run(String strategy, String models, int conversations) {
		runner(strategy, models).run((context) -> {
			ChatService chat = context.getBean(ChatService.class);
			int shortened = 0;
			for (int i = 0; i < conversations; i++) {
				List<Message> messages = RandomConversations.drawStrict(this.random, 1 + this.random.nextInt(40));
				for (int window : WINDOWS) {
					String as = "seed " + this.seed + ", conversation " + i + ", window " + window;
					shortened += ask(chat, ChatRequest.builder().messages(messages).route(models + window).build(), as);
				}
			}
			assertThat(shortened).isGreaterThan(conversations / 2);
		});
	}

	/**
	 * Ask, and return whether the conversation had to be made to fit. What cannot be made
	 * to fit must not be sent.
	 */
	private static int ask(ChatService chat, ChatRequest request, String as) {
		int before = SIMULATOR.arrivals();
		try {
			CallTrace trace = chat.call(request).trace();
			assertThat(trace.attempts()).as(as).hasSize(1);
			return trace.shortenings().isEmpty() ? 0 : 1;
		}
		catch (LlmException ex) {
			assertThat(ex.kind()).as(as).isEqualTo(FailureKind.CONTEXT_WINDOW_EXCEEDED);
			assertThat(HistoryFilter.least(request.messages())).as(as).hasSizeLessThan(60);
			assertThat(SIMULATOR.arrivals() - before).as(as).isLessThanOrEqualTo(1);
			return 0;
		}
	}

	private static ApplicationContextRunner runner(String strategy, String models) {
		List<String> properties = new ArrayList<>(List.of("providers.openai.base-url=" + SIMULATOR.openAiBaseUrl(),
				"providers.openai.api-key=" + SIMULATOR.apiKey(),
				"providers.anthropic.base-url=" + SIMULATOR.anthropicBaseUrl(),
				"providers.anthropic.api-key=" + SIMULATOR.apiKey(), "chat.routes=" + models + WINDOWS[0],
				"chat.max-tokens=100", "history." + strategy, "history.summary.route=openai/" + SUMMARIZER,
				"history.summary.max-tokens=60", "observation.log-success=false", "observation.log-failure=false"));
		for (int i = 0; i < WINDOWS.length; i++) {
			properties.add("models[" + i + "].id=" + models + WINDOWS[i]);
			properties.add("models[" + i + "].context-window=" + WINDOWS[i]);
			properties.add("models[" + i + "].max-tokens=" + Math.min(4096, WINDOWS[i]));
		}
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(LlmResilienceAutoConfiguration.class))
			.withPropertyValues(properties.stream().map("llm.resilience."::concat).toArray(String[]::new));
	}

	/**
	 * Count by OpenAI's examples: what stands in a message, its role and three around it.
	 */
	private static int tokens(ReceivedRequest request) {
		int tokens = 3 + texts(request.body().path("system"));
		for (JsonNode message : request.body().path("messages")) {
			tokens += 4 + texts(message.path("content")) + texts(message.path("tool_calls"));
		}
		return tokens;
	}

	private static int texts(JsonNode node) {
		if (node.isString()) {
			return ENCODING.countTokensOrdinary(node.stringValue());
		}
		int tokens = (node.has("image_url") || node.has("source")) ? 765 : 0;
		if (node.isArray()) {
			for (JsonNode item : node) {
				tokens += texts(item);
			}
		}
		else if (tokens == 0) {
			for (Map.Entry<String, JsonNode> property : node.properties()) {
				tokens += property.getKey().equals("type") || property.getKey().endsWith("id") ? 0
						: texts(property.getValue());
			}
		}
		return tokens;
	}

}
