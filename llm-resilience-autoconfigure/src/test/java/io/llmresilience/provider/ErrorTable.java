package io.llmresilience.provider;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * What providers, gateways and edges are known to answer when something is wrong, and
 * what we take it to mean. The clock of the hints stands at {@link #NOW}.
 */
public final class ErrorTable {

	/**
	 * The time at which hints that are dates were made.
	 */
	public static final Instant NOW = Instant.parse("2023-09-29T16:26:37Z");

	private ErrorTable() {
	}

	/**
	 * Return all rows.
	 * @return the rows, those about kinds first
	 */
	public static List<ErrorRow> rows() {
		return Stream.of(kinds(), HintRows.all()).flatMap(List::stream).toList();
	}

	static List<ErrorRow> kinds() {
		return Stream
			.of(OpenAiErrorRows.all(), CompatibleErrorRows.all(), CloudErrorRows.all(), AnthropicErrorRows.all(),
					EdgeErrorRows.all(), StreamErrorRows.all())
			.flatMap(List::stream)
			.toList();
	}

}
