package io.llmresilience.privacy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.llmresilience.ChatService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Builds every record of the library with a canary in each of its texts in turn. Only
 * names, ids of exchanges and our own words may show in its {@code toString}.
 */
class ToStringCanaryTests {

	/**
	 * What components are called that hold a name or our own words.
	 */
	private static final Set<String> NAMES = Set.of("allowed", "budget", "circuits", "coolDowns", "detail",
			"expression", "fact", "finishReason", "limit", "limits", "model", "name", "notes", "onContentFiltered",
			"onContextWindow", "outcome", "period", "process", "property", "provider", "providers", "reason", "region",
			"regions", "requestId", "route", "routes", "scope", "serviceTier", "serviceTiers", "stopReason", "target",
			"tier", "tiers", "title", "type", "unit", "warnings");

	/**
	 * Others that may show, since here they hold nothing else either.
	 */
	private static final Set<String> OTHERS = Set.of("ChatEvent$Note$Overtaken.by",
			// Also in the answer of the endpoint, for those who may read it
			"actuate.BudgetView$Part.label", "actuate.FailedCallView.message", "actuate.LlmOperation.by",
			"actuate.LlmOperation.value",
			// From the configuration or the jar
			"autoconfigure.LlmResilienceProperties$Model.id", "budget.Scope.value", "model.ModelCatalog$Row.id",
			"model.ModelSpec.id", "observation.ObservationSettings.labels", "observation.Recent$Taken.byName",
			"provider.ErrorRule.markers", "provider.ErrorRule.subjects", "provider.ErrorRule.words");

	static Stream<Arguments> texts() {
		return new ClassFileImporter().importUrl(ChatService.class.getProtectionDomain().getCodeSource().getLocation())
			.stream()
			.map(JavaClass::reflect)
			.filter(Class::isRecord)
			.flatMap((type) -> IntStream.range(0, type.getRecordComponents().length)
				.filter((i) -> Samples.holdsText(type.getRecordComponents()[i].getGenericType()))
				.mapToObj((i) -> argumentSet(name(type, i), type, i)));
	}

	private static String name(Class<?> type, int component) {
		return type.getName().replaceFirst("^io\\.llmresilience\\.", "") + "."
				+ type.getRecordComponents()[component].getName();
	}

	@ParameterizedTest
	@MethodSource("texts")
	void onlyNamesShouldShow(Class<?> type, int component) throws ReflectiveOperationException {
		RecordComponent text = type.getRecordComponents()[component];
		try {
			String shown = Samples.record(type, component, Canary.KEY.text()).toString();
			assertThat(NAMES.contains(text.getName()) || OTHERS.contains(name(type, component)) || !Canary.isIn(shown))
				.as(shown)
				.isTrue();
		}
		catch (InvocationTargetException ex) {
			// Has to be a word of its own, so it holds nothing else
			assertThat(ex.getCause()).isInstanceOf(IllegalArgumentException.class)
				.hasMessageContaining("'" + text.getName() + "'");
		}
	}

	@Test
	void recordsShouldBeFoundAndRecordsThatShowTheirTextShouldBeNoticed() throws ReflectiveOperationException {
		List<Object> names = texts().map((arguments) -> name((Class<?>) arguments.get()[0], (int) arguments.get()[1]))
			.<Object>map((name) -> name)
			.toList();
		assertThat(names).hasSizeGreaterThan(120)
			.contains("ChatRequest.extra", "Content$Text.text", "LlmException$Progress.text",
					"autoconfigure.LlmConnectionDetails$Connection.apiKey",
					"autoconfigure.LlmResilienceProperties$Provider.apiKey")
			.containsAll(OTHERS);
		assertThat(Canary.isIn(Samples.record(Careless.class, 0, Canary.KEY.text()).toString())).isTrue();
	}

	/**
	 * Shows what it holds.
	 *
	 * @param text a text
	 */
	record Careless(String text) {

	}

}
