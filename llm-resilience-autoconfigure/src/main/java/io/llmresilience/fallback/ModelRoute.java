package io.llmresilience.fallback;

import java.util.Objects;

import io.llmresilience.Route;
import io.llmresilience.model.ModelFit;

/**
 * A route and what its model can serve.
 *
 * @param route the route
 * @param fit what its model can serve
 */
public record ModelRoute(Route route, ModelFit fit) {

	public ModelRoute {
		Objects.requireNonNull(route, "'route' must not be null");
		Objects.requireNonNull(fit, "'fit' must not be null");
	}

}
