package io.llmresilience.autoconfigure;

import java.util.List;
import java.util.stream.Stream;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;

import io.llmresilience.AttemptFilter;
import io.llmresilience.ChatFilter;
import io.llmresilience.ChatService;
import io.llmresilience.observation.CallWatcher;

/**
 * What observation and the application put before all routes.
 *
 * @param watchers who sees every call
 * @param filters the filters of calls, and those of attempts among them
 */
@ConditionalOnMissingBean(ChatService.class)
record CallFilters(ObjectProvider<CallWatcher> watchers, ObjectProvider<ChatFilter> filters) {

	List<CallWatcher> watchers(CallWatcher innermost) {
		return Stream.concat(this.watchers.orderedStream(), Stream.of(innermost)).toList();
	}

	List<ChatFilter> aroundRoutes() {
		return this.filters.orderedStream().filter((filter) -> !(filter instanceof AttemptFilter)).toList();
	}

}
