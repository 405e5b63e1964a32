package io.llmresilience.provider.anthropic;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.llmresilience.CallRefusedException;
import io.llmresilience.ChatRequest;
import io.llmresilience.ChatRequest.Format;
import io.llmresilience.FailureKind;
import io.llmresilience.Tool;
import io.llmresilience.Tool.Choice.Mode;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.ModelSpec.Quirk;

/**
 * Refuses what the Messages API, or the model, cannot do, apart from the conversation.
 */
record RequestRules(ModelSpec model) {

	void check(ChatRequest request) {
		Map<String, Object> extra = request.extra().getOrDefault("anthropic", Map.of());
		boolean tools = !request.toolUse().tools().isEmpty();
		if (request.output().format() == Format.Json.INSTANCE) {
			throw refused("'format' is JSON without a schema, which Anthropic does not have; use a JSON schema");
		}
		if (tools && this.model.has(Quirk.NO_TOOLS)) {
			throw refused("'tools' is not empty, but the model refuses tools; use another model or leave them out");
		}
		if (extra.containsKey("anthropic-beta")) {
			throw refused("'extra.anthropic.anthropic-beta' is a header and no field of the request; "
					+ "set it among the provider's headers");
		}
		checkForced(request.toolUse().choice(), tools || extra.containsKey("tools"));
		checkTemperature(request.sampling().temperature());
	}

	private void checkForced(Tool.@Nullable Choice choice, boolean tools) {
		if (choice == null || choice.mode() == Mode.AUTO || choice.mode() == Mode.NONE) {
			return;
		}
		if (this.model.has(Quirk.NO_FORCED_TOOLS)) {
			throw refused("'toolChoice' is " + choice.mode()
					+ ", but the model refuses to be forced to call a tool; use AUTO or NONE");
		}
		if (!tools) {
			throw refused("'toolChoice' is " + choice.mode() + ", but the request has no tools; add one or use AUTO");
		}
	}

	private void checkTemperature(@Nullable Double temperature) {
		if (temperature != null && temperature > 1 && !this.model.has(Quirk.NO_SAMPLING)) {
			throw refused("'temperature' is " + temperature + ", but Anthropic takes 0 to 1; use at most 1");
		}
	}

	private CallRefusedException refused(String message) {
		return new CallRefusedException(FailureKind.INVALID_REQUEST, this.model.id(), message);
	}

}
