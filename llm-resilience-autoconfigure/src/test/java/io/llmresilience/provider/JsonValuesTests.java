package io.llmresilience.provider;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

import io.llmresilience.CallRefusedException;
import io.llmresilience.FailureKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JsonValues}.
 */
class JsonValuesTests {

	static Stream<Arguments> values() {
		Map<String, Object> ordered = new LinkedHashMap<>();
		ordered.put("b", List.of(1, "x"));
		ordered.put("a", Collections.singletonMap("n", null));
		return Stream.of(Arguments.of("text \"quoted\"", "\"text \\\"quoted\\\"\""), Arguments.of(7, "7"),
				Arguments.of((short) 3, "3"), Arguments.of((byte) 4, "4"),
				Arguments.of(9_007_199_254_740_993L, "9007199254740993"), Arguments.of(0.1, "0.1"),
				Arguments.of(0.1f, "0.1"), Arguments.of(new BigDecimal("1.50"), "1.50"),
				Arguments.of(BigInteger.TWO.pow(70), "1180591620717411303424"), Arguments.of(true, "true"),
				Arguments.of(null, "null"), Arguments.of(List.of(), "[]"), Arguments.of(Map.of(), "{}"),
				Arguments.of(Arrays.asList(1, null, List.of(false)), "[1,null,[false]]"),
				Arguments.of(ordered, "{\"b\":[1,\"x\"],\"a\":{\"n\":null}}"));
	}

	@ParameterizedTest
	@MethodSource("values")
	void writesJsonForm(@Nullable Object value, String expected) {
		assertThat(write(value)).isEqualTo(expected);
	}

	static Stream<Object> foreignValues() {
		return Stream.of(new Date(0), new AtomicInteger(1), Double.NaN, Double.POSITIVE_INFINITY, Float.NaN, 'c',
				new int[] { 1 }, List.of(Map.of("deep", new Date(0))), Map.of(1, "x"));
	}

	@ParameterizedTest
	@MethodSource("foreignValues")
	void whenValueHasNoJsonFormShouldRefuseNamingField(Object value) {
		assertThatExceptionOfType(CallRefusedException.class).isThrownBy(() -> write(value))
			.withMessageStartingWith("openai/gpt-6-luna: 'the field' holds ")
			.withMessageEndingWith("use maps with string keys, lists, strings, finite numbers and booleans")
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.INVALID_REQUEST));
	}

	@Test
	void whenValueIsForeignShouldNameItsType() {
		assertThatExceptionOfType(CallRefusedException.class).isThrownBy(() -> write(new Date(0)))
			.withMessageContaining("a java.util.Date, which has no form in JSON");
	}

	private static String write(@Nullable Object value) {
		StringWriter text = new StringWriter();
		try (JsonGenerator generator = new JsonMapper().createGenerator(text)) {
			new JsonValues(generator, "openai/gpt-6-luna", "the field").write(value);
		}
		return text.toString();
	}

}
