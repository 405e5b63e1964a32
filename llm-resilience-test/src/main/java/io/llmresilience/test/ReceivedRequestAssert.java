package io.llmresilience.test;

import java.time.Duration;
import java.util.Objects;

import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Assertions about one received request. Failures name what was asked for, never the
 * content of the request.
 */
public final class ReceivedRequestAssert extends AbstractAssert<ReceivedRequestAssert, ReceivedRequest> {

	ReceivedRequestAssert(ReceivedRequest actual) {
		super(actual, ReceivedRequestAssert.class);
	}

	/**
	 * Verifies the model that was asked for.
	 * @param model the expected name
	 * @return these assertions
	 */
	public ReceivedRequestAssert hasModel(String model) {
		return matches("model", this.actual.model(), model);
	}

	/**
	 * Verifies the dialect of the request.
	 * @param dialect the expected dialect
	 * @return these assertions
	 */
	public ReceivedRequestAssert hasDialect(Dialect dialect) {
		return matches("dialect", this.actual.dialect(), dialect);
	}

	/**
	 * Verifies that a stream was asked for.
	 * @return these assertions
	 */
	public ReceivedRequestAssert isStreamed() {
		return matches("stream", this.actual.streamed(), true);
	}

	/**
	 * Verifies that no stream was asked for.
	 * @return these assertions
	 */
	public ReceivedRequestAssert isNotStreamed() {
		return matches("stream", this.actual.streamed(), false);
	}

	/**
	 * Verifies that a header was sent.
	 * @param name the name, in any case
	 * @return these assertions
	 */
	public ReceivedRequestAssert hasHeader(String name) {
		return holds(this.actual.header(name) != null, "header '" + name + "'");
	}

	/**
	 * Verifies the first value of a header.
	 * @param name the name, in any case
	 * @param value the expected value
	 * @return these assertions
	 */
	public ReceivedRequestAssert hasHeader(String name, String value) {
		return holds(value.equals(this.actual.header(name)), "header '" + name + "' with the expected value");
	}

	/**
	 * Verifies that a header was not sent.
	 * @param name the name, in any case
	 * @return these assertions
	 */
	public ReceivedRequestAssert doesNotHaveHeader(String name) {
		return holds(this.actual.header(name) == null, "no header '" + name + "'");
	}

	/**
	 * Verifies that the body has a value.
	 * @param pointer the JSON pointer to it, such as {@code /messages/0/role}
	 * @return these assertions
	 */
	public ReceivedRequestAssert hasField(String pointer) {
		return holds(!this.actual.body().at(pointer).isMissingNode(), "field '" + pointer + "'");
	}

	/**
	 * Verifies a value of the body by its text, so that 7 and "7" are the same.
	 * @param pointer the JSON pointer to it
	 * @param value the expected value
	 * @return these assertions
	 */
	public ReceivedRequestAssert hasField(String pointer, Object value) {
		JsonNode node = this.actual.body().at(pointer);
		String text = node.isString() ? node.stringValue() : node.toString();
		return holds(value.toString().equals(text), "field '" + pointer + "' with the expected value");
	}

	/**
	 * Verifies that the body does not have a value.
	 * @param pointer the JSON pointer to it
	 * @return these assertions
	 */
	public ReceivedRequestAssert doesNotHaveField(String pointer) {
		return holds(this.actual.body().at(pointer).isMissingNode(), "no field '" + pointer + "'");
	}

	/**
	 * Verifies how the exchange ended.
	 * @param ending the expected ending
	 * @return these assertions
	 */
	public ReceivedRequestAssert ended(Ending ending) {
		return matches("ending", this.actual.ending(), ending);
	}

	/**
	 * Verifies that the exchange ended soon enough.
	 * @param limit the longest time from arrival to end
	 * @return these assertions
	 */
	public ReceivedRequestAssert endedWithin(Duration limit) {
		Duration after = this.actual.endedAfter();
		return holds(after != null && after.compareTo(limit) <= 0, "an end within " + limit);
	}

	private ReceivedRequestAssert matches(String what, @Nullable Object found, Object expected) {
		if (!Objects.equals(found, expected)) {
			throw failureWithActualExpected(found, expected, "Expected %s to have %s '%s' but it has '%s'", this.actual,
					what, expected, found);
		}
		return this;
	}

	private ReceivedRequestAssert holds(boolean condition, String what) {
		if (!condition) {
			throw failure("Expected %s to have %s", this.actual, what);
		}
		return this;
	}

}
