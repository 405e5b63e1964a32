package io.llmresilience.actuate;

import java.security.Principal;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

import io.llmresilience.actuate.LlmOperation.Kind;

/**
 * Web endpoint that shows how routes, limits and budgets stand, and changes them by hand.
 * Read-only unless the endpoint's access says otherwise.
 */
@WebEndpoint(id = "llm", defaultAccess = Access.READ_ONLY)
public final class LlmEndpoint {

	private final Rooms rooms;

	private final Setup setup;

	private final FailedCalls failedCalls;

	private final Operations operations;

	private final InstantSource clock;

	/**
	 * Create the endpoint.
	 * @param rooms how everything stands
	 * @param setup what is configured
	 * @param failedCalls the last calls that failed
	 * @param listener hears of every operation
	 * @param clock tells the time
	 */
	public LlmEndpoint(Rooms rooms, Setup setup, FailedCalls failedCalls, Consumer<LlmOperation> listener,
			InstantSource clock) {
		this.rooms = Objects.requireNonNull(rooms, "'rooms' must not be null");
		this.setup = Objects.requireNonNull(setup, "'setup' must not be null");
		this.failedCalls = Objects.requireNonNull(failedCalls, "'failedCalls' must not be null");
		Objects.requireNonNull(listener, "'listener' must not be null");
		this.clock = Objects.requireNonNull(clock, "'clock' must not be null");
		this.operations = new Operations(rooms, listener, clock);
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
				new LlmView.PricesView(this.setup.pricesAsOf()), this.failedCalls.latest(), this.setup.report()));
	}

	/**
	 * Show one route or one provider.
	 * @param name the parts of its name, as a model's name may have slashes
	 * @return how it stands now
	 */
	@ReadOperation
	public WebEndpointResponse<Object> one(@Selector(match = Match.ALL_REMAINING) String... name) {
		return show(String.join("/", name));
	}

	/**
	 * Change a route or a provider by hand.
	 * @param name the parts of its name
	 * @param operation what is to be done
	 * @param limit the limit to be changed, if that is what is to be done
	 * @param value its new value, a whole number or {@code none}
	 * @param security tells who wants it
	 * @return how it stands afterwards, or what is wrong
	 */
	@WriteOperation
	public WebEndpointResponse<Object> change(@Selector(match = Match.ALL_REMAINING) String[] name,
			@Nullable String operation, @Nullable String limit, @Nullable String value, SecurityContext security) {
		String target = String.join("/", name);
		try {
			if (exists(target)) {
				Kind kind = Operations.kind(operation);
				LimitChange change = (kind == Kind.CHANGE_LIMIT) ? LimitChange.parse(limit, value) : null;
				this.operations.perform(kind, target, change, nameOf(security.getPrincipal()));
			}
			return show(target);
		}
		catch (InvalidOperationException ex) {
			return Problem.invalid(ex);
		}
	}

	private boolean exists(String name) {
		View view = View.of(this.rooms);
		return view.routes().contains(name) || view.providers().contains(name);
	}

	private static @Nullable String nameOf(@Nullable Principal principal) {
		return (principal != null) ? principal.getName() : null;
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
