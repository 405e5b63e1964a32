package io.llmresilience.autoconfigure;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

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
		return this.prefix.isAncestorOf(name) && !isKnown(this.type, name.subName(this.prefix.getNumberOfElements()));
	}

	private static boolean isKnown(ResolvableType type, ConfigurationPropertyName rest) {
		if (rest.isEmpty()) {
			return true;
		}
		Class<?> raw = type.toClass();
		if (raw == List.class) {
			return rest.isNumericIndex(0) && isKnown(type.getGeneric(0), rest.subName(1));
		}
		if (raw == Map.class) {
			return !type.getGeneric(1).toClass().isRecord() || isKnown(type.getGeneric(1), rest.subName(1));
		}
		return raw.isRecord() && Stream.of(raw.getRecordComponents())
			.filter((
					component) -> component.getName().toLowerCase(Locale.ROOT).equals(rest.getElement(0, Form.UNIFORM)))
			.anyMatch((component) -> isKnown(ResolvableType.forType(component.getGenericType()), rest.subName(1)));
	}

}
