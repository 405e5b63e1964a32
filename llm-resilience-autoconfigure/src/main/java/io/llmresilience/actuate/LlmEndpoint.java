package io.llmresilience.actuate;

import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * Web endpoint that shows how routes, limits and budgets stand.
 */
@WebEndpoint(id = "llm", defaultAccess = Access.READ_ONLY)
public final class LlmEndpoint {

	private final Rooms rooms;

	private final Setup setup;

	private final FailedCalls failedCalls;

	private final InstantSource clock;

	/**
	 * Create the endpoint.
	 * @param rooms how everything stands
	 * @param setup what is configured
	 * @param failedCalls the last calls that failed
	 * @param clock tells the time
	 */
	public LlmEndpoint(Rooms rooms, Setup setup, FailedCalls failedCalls, InstantSource clock) {
		this.rooms = Objects.requireNonNull(rooms, "'rooms' must not be null");
		this.setup = Objects.requireNonNull(setup, "'setup' must not be null");
		this.failedCalls = Objects.requireNonNull(failedCalls, "'failedCalls' must not be null");
		this.clock = Objects.requireNonNull(clock, "'clock' must not be null");
	}

	/**
	 * Show everything.
	 * @return how everything stands now
	 */
	@ReadOperation
	public WebEndpointResponse<Object> llm() {
		View view = View.of(this.rooms);
		List<BudgetView> budgets = BudgetView.listOf(this.setup.budget(), this.rooms.budgets().snapshot());
		return new WebEndpointResponse<>(new LlmView(Plain.instant(this.clock.instant()),
				LlmView.routes(this.setup, view), LlmView.providers(view), budgets,
				new LlmView.PricesView(this.setup.pricesAsOf()), this.failedCalls.latest()));
	}

	/**
	 * Show one route or one provider.
	 * @param name the parts of its name, as a model's name may have slashes
	 * @return how it stands now
	 */
	@ReadOperation
	public WebEndpointResponse<Object> one(@Selector(match = Selector.Match.ALL_REMAINING) String... name) {
		return show(String.join("/", name));
	}

	private WebEndpointResponse<Object> show(String name) {
		View view = View.of(this.rooms);
		if (view.routes().contains(name)) {
			return new WebEndpointResponse<>(RouteView.of(name, this.setup.routes().contains(name), view));
		}
		if (view.providers().contains(name)) {
			return new WebEndpointResponse<>(ProviderView.of(name, view));
		}
		TreeSet<String> names = view.routes();
		names.addAll(view.providers());
		return Problem.unknownName(name, names);
	}

}
