package io.llmresilience;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * Rows of the configuration reference. Boot's metadata ends at lists and maps; what their
 * elements have is taken from their records, and the descriptions from the records'
 * Javadoc, as Boot does it.
 */
final class PropertyRows {

	private static final Pattern ELEMENT = Pattern
		.compile("java\\.util\\.(List|Map)<(?:.*,)?(io\\.llmresilience\\..*)>");

	private static final Path SOURCES = Path.of("src/main/java");

	private PropertyRows() {
	}

	static void put(Map<String, String> rows, String name, String type, String standard, String description) {
		Matcher element = ELEMENT.matcher(type);
		if (element.matches()) {
			String prefix = name + (element.group(1).equals("List") ? "[]." : ".<name>.");
			rows.put(name, row(name, element.group(1).toLowerCase(Locale.ROOT), standard, description));
			putAll(rows, prefix, ClassUtils.resolveClassName(element.group(2), null));
		}
		else {
			rows.put(name, row(name, type(type), standard, description));
		}
	}

	private static void putAll(Map<String, String> rows, String prefix, Class<?> bound) {
		Parameter[] parameters = bound.getDeclaredConstructors()[0].getParameters();
		for (int i = 0; i < parameters.length; i++) {
			RecordComponent component = bound.getRecordComponents()[i];
			String name = prefix + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
			if (component.getType().isRecord()) {
				putAll(rows, name + ".", component.getType());
			}
			else {
				String key = (component.getType() == Map.class) ? name + ".<name>" : name;
				String type = ResolvableType.forType(component.getGenericType()).toString();
				rows.put(key, row(key, type(type.replaceAll("java.util.Map<[^,]*, (.*)>", "$1")),
						standard(parameters[i].getAnnotation(DefaultValue.class)), description(bound, component)));
			}
		}
	}

	private static String row(String name, String type, String standard, String description) {
		return Stream.of("`" + name + "`", type, standard.isEmpty() ? "" : "`" + standard + "`", description)
			.map((cell) -> cell.replace("|", "\\|"))
			.collect(Collectors.joining(" | ", "| ", " |\n"));
	}

	private static String standard(@Nullable DefaultValue annotation) {
		return (annotation != null) ? String.join(", ", annotation.value()) : "";
	}

	/**
	 * The values of an enum, as they are written in a configuration; else the simple
	 * name.
	 */
	private static String type(String type) {
		Class<?> found = ClassUtils.isPresent(type, null) ? ClassUtils.resolveClassName(type, null) : Object.class;
		if (found.isEnum()) {
			return Stream.of(found.getEnumConstants())
				.map((value) -> "`" + value.toString().toLowerCase(Locale.ROOT).replace('_', '-') + "`")
				.collect(Collectors.joining(", "));
		}
		return type.replaceAll("[\\w.]+[.$](?=\\w)", "").replaceFirst("List<(.*)>", "list of $1");
	}

	private static String description(Class<?> bound, RecordComponent component) {
		String source = source(bound);
		String before = source.substring(0, source.indexOf("record " + bound.getSimpleName() + "("));
		List<String> javadoc = List.of(before.substring(before.lastIndexOf("/**")).split("\\s+\\*/|\\s+\\* @param "));
		return javadoc.stream()
			.filter((text) -> text.startsWith(component.getName() + " "))
			.map((text) -> text.substring(component.getName().length()).replaceAll("\\s+(\\* )?", " ").strip())
			.findFirst()
			.orElseThrow(() -> new AssertionError("No @param for " + component + " of " + bound));
	}

	private static String source(Class<?> bound) {
		Class<?> outermost = bound;
		while (outermost.getEnclosingClass() != null) {
			outermost = outermost.getEnclosingClass();
		}
		try {
			return Files.readString(SOURCES.resolve(outermost.getName().replace('.', '/') + ".java"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
