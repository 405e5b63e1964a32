package io.llmresilience.actuate;

import org.jspecify.annotations.Nullable;

/**
 * One provider: what holds for all of its routes.
 *
 * @param name its name
 * @param coolDown its cool-down
 * @param limits its limits
 */
record ProviderView(String name, RouteView.@Nullable CoolDownView coolDown, @Nullable LimitsView limits) {

	static ProviderView of(String name, View view) {
		return new ProviderView(name, RouteView.CoolDownView.of(view.coolDowns().get(name)),
				LimitsView.of(view.limits().get(name)));
	}

}
