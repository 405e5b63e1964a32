package io.llmresilience.observation;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.llmresilience.ChatRequest;
import io.llmresilience.ChatRequestBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/**
 * Tests for the labels that become tags.
 */
class LabelTagsTests {

	private static LabelTags labels(int maxValues, String... names) {
		return new LabelTags(new ObservationSettings(true, true, true, List.of(names), maxValues));
	}

	private static ChatRequest request(String... labels) {
		ChatRequestBuilder request = ChatRequest.builder().user("Why?");
		for (int i = 0; i < labels.length; i += 2) {
			request.label(labels[i], labels[i + 1]);
		}
		return request.build();
	}

	@Test
	void whenNoneIsAllowedShouldGiveNone() {
		assertThat(labels(9).of(request("tenant", "a"))).isEmpty();
	}

	@Test
	void allowedOnesShouldComeInTheConfiguredOrder() {
		assertThat(labels(9, "tenant", "feature").of(request("feature", "f", "user", "u", "tenant", "t")))
			.containsExactly(entry("tenant", "t"), entry("feature", "f"));
	}

	@Test
	void whenRequestHasNoneShouldSaySo() {
		assertThat(labels(9, "tenant").of(request())).isEqualTo(Map.of("tenant", "none"));
	}

	@Test
	void valuesBeyondTheLimitShouldShareOne() {
		LabelTags labels = labels(2, "tenant");
		assertThat(List.of("a", "b", "c", "b", "d", "a"))
			.extracting((tenant) -> labels.of(request("tenant", tenant)).get("tenant"))
			.containsExactly("a", "b", "other", "b", "other", "a");
	}

	@Test
	void eachLabelShouldHaveItsOwnLimit() {
		LabelTags labels = labels(1, "tenant", "feature");
		labels.of(request("tenant", "a", "feature", "f"));
		assertThat(labels.of(request("tenant", "b", "feature", "f")))
			.isEqualTo(Map.of("tenant", "other", "feature", "f"));
	}

	@Test
	void whenManyCallAtOnceShouldKeepTheLimit() {
		LabelTags labels = labels(50, "tenant");
		List<String> values = IntStream.range(0, 20_000)
			.parallel()
			.mapToObj((i) -> labels.of(request("tenant", "t" + i % 500)).get("tenant"))
			.distinct()
			.toList();
		assertThat(values).hasSize(51).contains("other");
	}

}
