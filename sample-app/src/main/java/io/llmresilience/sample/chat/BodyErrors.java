package io.llmresilience.sample.chat;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/**
 * Says what is wrong with a body that Jackson could not read. Jackson's own messages are
 * left out, since they repeat the body.
 */
final class BodyErrors {

	private static final Pattern FIELD_NAME = Pattern.compile("[A-Za-z0-9_-]{1,40}");

	private BodyErrors() {
	}

	static InvalidBodyException explain(@Nullable Throwable error) {
		for (Throwable cause = error; cause != null; cause = cause.getCause()) {
			if (cause instanceof JacksonException unreadable) {
				return explain(unreadable);
			}
		}
		return notAnObject();
	}

	private static InvalidBodyException explain(JacksonException error) {
		if (error instanceof UnrecognizedPropertyException unknown) {
			return unknown(unknown);
		}
		String field = path(error.getPath());
		if (field.isEmpty()) {
			return (error instanceof StreamReadException) ? malformed(error) : notAnObject();
		}
		if (error instanceof MismatchedInputException mismatch) {
			return new InvalidBodyException(field, rule(mismatch.getTargetType()));
		}
		return (isWholeNumber(field)) ? new InvalidBodyException(field, rule(Integer.class)) : malformed(error);
	}

	private static InvalidBodyException unknown(UnrecognizedPropertyException error) {
		String field = path(error.getPath());
		String known = field.contains(".") ? "role, content" : "message, messages, maxTokens, timeout";
		if (!FIELD_NAME.matcher(error.getPropertyName()).matches()) {
			return new InvalidBodyException("body", "must not have unknown fields; known are " + known);
		}
		return new InvalidBodyException(field, "is not a known field; known are " + known);
	}

	private static boolean isWholeNumber(String field) {
		return field.equals("maxTokens");
	}

	private static InvalidBodyException notAnObject() {
		return new InvalidBodyException("body", "must be a JSON object with 'message' or 'messages'");
	}

	private static InvalidBodyException malformed(JacksonException error) {
		return new InvalidBodyException("body", "must be valid JSON, but breaks at line "
				+ error.getLocation().getLineNr() + ", column " + error.getLocation().getColumnNr());
	}

	private static String rule(@Nullable Class<?> type) {
		if (type == String.class) {
			return "must be text";
		}
		if (type == Integer.class) {
			return "must be a whole number from 1 to " + Integer.MAX_VALUE;
		}
		if (type == Duration.class) {
			return "must be a duration such as 30s, PT30S or a number of seconds";
		}
		return (type == ChatBody.Turn.class) ? "must be an object with 'role' and 'content'"
				: "must be a list of objects with 'role' and 'content'";
	}

	private static String path(List<JacksonException.Reference> references) {
		StringBuilder path = new StringBuilder();
		for (JacksonException.Reference reference : references) {
			if (reference.getPropertyName() == null) {
				path.append('[').append(reference.getIndex()).append(']');
			}
			else {
				path.append(path.isEmpty() ? "" : ".").append(reference.getPropertyName());
			}
		}
		return path.toString();
	}

}
