package io.llmresilience.provider.anthropic;

import java.util.ArrayList;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.llmresilience.ChatRequest.Sampling;
import io.llmresilience.model.ModelSpec;
import io.llmresilience.model.ModelSpec.Quirk;

/**
 * Leaves out the sampling parameters that Anthropic or the model refuses.
 */
record SamplingRules(ModelSpec model) {

	private static final Log logger = LogFactory.getLog(SamplingRules.class);

	Sampling fit(Sampling asked) {
		boolean none = this.model.has(Quirk.NO_SAMPLING);
		Double temperature = none ? null : asked.temperature();
		boolean either = temperature != null && this.model.has(Quirk.TEMPERATURE_OR_TOP_P);
		Double topP = (none || either) ? null : asked.topP();
		Sampling fitted = new Sampling(temperature, topP, null, asked.stopSequences());
		if (logger.isDebugEnabled() && !fitted.equals(asked)) {
			logger.debug("Left out " + leftOut(asked, fitted) + " for " + this.model.id() + ", which refuses it");
		}
		return fitted;
	}

	private static String leftOut(Sampling asked, Sampling fitted) {
		List<String> names = new ArrayList<>();
		addIf(names, "temperature", asked.temperature(), fitted.temperature());
		addIf(names, "top_p", asked.topP(), fitted.topP());
		addIf(names, "seed", asked.seed(), fitted.seed());
		return String.join(", ", names);
	}

	private static void addIf(List<String> names, String name, @Nullable Object asked, @Nullable Object fitted) {
		if (asked != null && fitted == null) {
			names.add(name);
		}
	}

}
