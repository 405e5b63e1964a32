package io.llmresilience.model;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * An encoding of OpenAI's tokenizer and the families of models that have it. A family is
 * matched as a whole: {@code gpt-4} does not include {@code gpt-4o} or {@code gpt-4.1}.
 */
enum OpenAiEncoding {

	/**
	 * From {@code gpt-4o} on. Of {@code gpt-6} it is not known, but none of its
	 * predecessors since then had another one.
	 */
	O200K_BASE("(chat)?gpt-4o|gpt-4\\.[15]|gpt-[56](\\.\\d+)?|gpt-oss|o[134]", 7),

	/**
	 * Of older models and embeddings.
	 */
	CL100K_BASE("gpt-4|gpt-3\\.?5|text-embedding-(3|ada)|(davinci|babbage)-002", 10);

	private final Pattern names;

	private final int perTool;

	OpenAiEncoding(String families, int perTool) {
		this.names = Pattern.compile("(" + families + ")([-:].+)?");
		this.perTool = perTool;
	}

	/**
	 * Return the encoding of a model, {@code null} if it is not one of OpenAI's or not
	 * known. The model's name decides and not who serves it: gateways and clouds call
	 * these models by their names.
	 */
	static @Nullable OpenAiEncoding of(ModelSpec model) {
		String name = ModelName.atOpenAi(model.name());
		for (OpenAiEncoding encoding : values()) {
			if (encoding.names.matcher(name).matches()) {
				return encoding;
			}
		}
		return null;
	}

	/**
	 * Return what a tool takes besides its texts.
	 */
	int perTool() {
		return this.perTool;
	}

}
