package io.llmresilience.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.ResolvableType;

/**
 * Names of all properties below a prefix, as the record says that binds them.
 */
final class PropertyNames {

	private final ConfigurationPropertyName prefix;

	private final ResolvableType type;

	PropertyNames(ConfigurationPropertyName prefix, Class<? extends Record> type) {
		this.prefix = prefix;
		this.type = ResolvableType.forClass(type);
	}

	boolean isUnknown(ConfigurationPropertyName name) {
		return astray(name) != null;
	}

	/**
	 * Return what could stand in the place where an unknown name goes astray.
	 * @param name the name
	 * @return the possible elements, empty if there are none
	 */
	List<String> knownInstead(ConfigurationPropertyName name) {
		ResolvableType type = astray(name);
		return (type == null || !type.toClass().isRecord()) ? List.of()
				: Stream.of(type.toClass().getRecordComponents())
					.map((component) -> DataObjectPropertyName.toDashedForm(component.getName()))
					.sorted()
					.toList();
	}

	private @Nullable ResolvableType astray(ConfigurationPropertyName name) {
		return this.prefix.isAncestorOf(name) ? astray(this.type, name.subName(this.prefix.getNumberOfElements()))
				: null;
	}

	private static @Nullable ResolvableType astray(ResolvableType type, ConfigurationPropertyName rest) {
		if (rest.isEmpty()) {
			return null;
		}
		Class<?> raw = type.toClass();
		if (raw == List.class) {
			return rest.isNumericIndex(0) ? astray(type.getGeneric(0), rest.subName(1)) : type;
		}
		if (raw == Map.class) {
			return type.getGeneric(1).toClass().isRecord() ? astray(type.getGeneric(1), rest.subName(1)) : null;
		}
		if (raw.isRecord()) {
			for (RecordComponent component : raw.getRecordComponents()) {
				if (component.getName().toLowerCase(Locale.ROOT).equals(rest.getElement(0, Form.UNIFORM))) {
					return astray(ResolvableType.forType(component.getGenericType()), rest.subName(1));
				}
			}
		}
		return type;
	}

}
