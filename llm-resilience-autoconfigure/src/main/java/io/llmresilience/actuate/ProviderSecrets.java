package io.llmresilience.actuate;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;

/**
 * {@link SanitizingFunction} that hides the keys and headers of providers in Actuator's
 * answers, and addresses that may hold credentials, also where an application lets it
 * show all values. However a property is written, as an environment variable say, it is
 * hidden; where its value was taken from is not known.
 */
public final class ProviderSecrets implements SanitizingFunction {

	private static final Pattern SECRET = Pattern.compile("llmresilienceproviders.*(apikey|headers.*)");

	private static final Pattern ADDRESS = Pattern.compile("llmresilienceproviders.*baseurl");

	@Override
	public SanitizableData apply(SanitizableData data) {
		String key = data.getKey().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
		boolean hidden = SECRET.matcher(key).matches() || (ADDRESS.matcher(key).matches() && mayHoldCredentials(data));
		return hidden ? data.withSanitizedValue() : data;
	}

	private static boolean mayHoldCredentials(SanitizableData data) {
		String address = Objects.toString(data.getValue(), "");
		return address.contains("@") || address.contains("?");
	}

}
