package io.llmresilience.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.llmresilience.ChatRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the estimates of {@link CalibratingEstimator} before it has learnt anything
 * against what OpenAI's tokenizers count.
 */
class SafeEstimateTests {

	private static final long SEED = 20261126;

	private static final TokenCounter COUNTER = TokenCounter.openAi(new TokenEstimators());

	private static final Map<String, String> TEXTS = Map.of("English", """
			The committee met on Thursday to discuss whether the bridge should be repaired before winter. \
			Nobody could say how much it would cost, although three engineers had looked at the pillars. \
			"If we wait until spring," the mayor said, "we will pay twice." Everyone nodded, and then they went home. \
			Meanwhile the river kept rising, slowly but steadily, as it had done every November since 1987. \
			A short walk along the shore is enough to see that the stones near the mill have shifted by 12 inches. \
			Please summarise the report above in two or three sentences and list the open questions.
			""", "German",
			"""
					Der Ausschuss traf sich am Donnerstag, um zu klären, ob die Brücke noch vor dem Winter repariert werden soll. \
					Niemand konnte sagen, wie viel das kosten würde, obwohl drei Ingenieure die Pfeiler begutachtet hatten. \
					„Wenn wir bis zum Frühjahr warten“, sagte die Bürgermeisterin, „zahlen wir doppelt.“ Alle nickten und gingen nach Hause. \
					Unterdessen stieg der Fluss, langsam, aber stetig, wie in jedem November seit der Überschwemmung von 1987. \
					Die Geschwindigkeitsbegrenzung auf der Umgehungsstraße gilt außerdem für Kraftfahrzeuge über 7,5 Tonnen. \
					Bitte fassen Sie den obigen Bericht in zwei oder drei Sätzen zusammen und nennen Sie die offenen Fragen.
					""",
			"Japanese", """
					委員会は木曜日に集まり、冬になる前に橋を修理するべきかどうかを話し合いました。\
					三人の技術者が橋脚を調べましたが、費用がいくらかかるのかは誰にも分かりませんでした。\
					「春まで待てば、二倍払うことになります」と市長は言いました。みんなうなずいて、家に帰りました。\
					その間も、1987年から毎年十一月にそうであったように、川の水位はゆっくりと、しかし着実に上がり続けていました。\
					カタカナの言葉、たとえばコンピューターやインターネットも文章の中によく出てきます。\
					上の報告書を二、三文で要約し、まだ決まっていない点を挙げてください。
					""", "code",
			"""
					public Map<String, List<Order>> groupByCustomer(List<Order> orders) {
						Map<String, List<Order>> result = new HashMap<>();
						for (Order order : orders) {
							result.computeIfAbsent(order.getCustomerId(), (id) -> new ArrayList<>()).add(order);
						}
						return result;
					}
					def fibonacci(n: int) -> int:
					    if n < 2:
					        return n
					    return fibonacci(n - 1) + fibonacci(n - 2)
					const total = items.filter((item) => item.price > 0).reduce((sum, item) => sum + item.price * item.count, 0);
					SELECT c.name, COUNT(*) AS orders FROM customer c JOIN orders o ON o.customer_id = c.id GROUP BY c.name;
					{"id": 4711, "name": "Bridge", "open": true, "cost": null, "tags": ["river", "repair"], "parts": [{"x": 1.5}]}
					""");

	@ParameterizedTest
	@CsvSource({ "English, gpt-4o", "English, gpt-4", "German, gpt-4o", "German, gpt-4", "Japanese, gpt-4o",
			"Japanese, gpt-4", "code, gpt-4o", "code, gpt-4" })
	void whenNothingIsLearntShouldNotEstimateTooLittle(String kind, String name) {
		ModelSpec model = new ModelSpec("openai/" + name, true, 128_000, 4096, Set.of());
		TokenEstimator estimator = new TokenEstimators().of(model);
		Random random = new Random(SEED);
		for (int i = 0; i < 100; i++) {
			ChatRequest request = ChatRequest.of(shuffled(TEXTS.get(kind), random));
			long tokens = COUNTER.count(request, model);
			assertThat(estimator.estimate(request).tokens()).as("seed %s, round %s", SEED, i)
				.isBetween(tokens, tokens * 2);
		}
	}

	/**
	 * Three or more of the sentences or lines, in some order.
	 */
	private static String shuffled(String text, Random random) {
		List<String> sentences = new ArrayList<>(List.of(text.split("(?<=\\. |。|\\n)")));
		Collections.shuffle(sentences, random);
		return String.join("", sentences.subList(0, 3 + random.nextInt(sentences.size() - 3)));
	}

}
