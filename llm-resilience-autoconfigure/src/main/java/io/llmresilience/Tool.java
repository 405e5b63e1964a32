package io.llmresilience;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A tool that the model may ask to have called. Immutable and thread-safe.
 *
 * @param name the tool's name: letters, digits, {@code _} and {@code -}, at most 64, as
 * both OpenAI and Anthropic require
 * @param description what it is good for, in words for the model; may be empty
 * @param parameters the arguments' JSON Schema as maps, lists, strings, numbers and
 * booleans; must not be changed afterwards
 */
public record Tool(String name, String description, Map<String, Object> parameters) {

	public Tool {
		if (name == null || !name.matches("[a-zA-Z0-9_-]{1,64}")) {
			throw new IllegalArgumentException(
					"'name' of a tool must be 1 to 64 letters, digits, '_' or '-', but is '" + name + "'");
		}
		Objects.requireNonNull(description, "'description' must not be null");
		Objects.requireNonNull(parameters, "'parameters' must not be null");
		parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
	}

	@Override
	public String toString() {
		return "Tool[" + this.name + "]";
	}

	/**
	 * Whether and which tool the model must call.
	 *
	 * @param mode how free the model is
	 * @param name the tool it must call, only with {@link Mode#NAMED}
	 */
	public record Choice(Mode mode, @Nullable String name) {

		/**
		 * The model decides.
		 */
		public static final Choice AUTO = new Choice(Mode.AUTO, null);

		/**
		 * The model must not call a tool.
		 */
		public static final Choice NONE = new Choice(Mode.NONE, null);

		/**
		 * The model must call some tool.
		 */
		public static final Choice REQUIRED = new Choice(Mode.REQUIRED, null);

		public Choice {
			Objects.requireNonNull(mode, "'mode' must not be null");
			if ((mode == Mode.NAMED) != (name != null)) {
				throw new IllegalArgumentException(
						"'name' of a tool choice must be given with mode NAMED and only then");
			}
		}

		/**
		 * The model must call the named tool.
		 * @param name the tool's name
		 * @return the choice
		 */
		public static Choice named(String name) {
			return new Choice(Mode.NAMED, name);
		}

		/**
		 * How free the model is to call tools.
		 */
		public enum Mode {

			/**
			 * The model decides.
			 */
			AUTO,

			/**
			 * No tool.
			 */
			NONE,

			/**
			 * Some tool.
			 */
			REQUIRED,

			/**
			 * One named tool.
			 */
			NAMED

		}

	}

}
