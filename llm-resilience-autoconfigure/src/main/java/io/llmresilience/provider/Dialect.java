package io.llmresilience.provider;

import java.time.Instant;

import org.springframework.http.HttpHeaders;

import io.llmresilience.ChatEvent.ServerLimits;
import io.llmresilience.ChatRequest;
import io.llmresilience.FailureKind;
import io.llmresilience.model.ModelSpec;

/**
 * One provider dialect's wire: what a request, an answer and an error look like.
 * Stateless and thread-safe.
 */
public interface Dialect {

	/**
	 * Return the dialect's name, as in {@code api:} and in {@link ChatRequest#extra()}.
	 * @return such as {@code openai}
	 */
	String name();

	/**
	 * Return the base address that the vendor's own SDKs use.
	 * @return the address without a trailing slash
	 */
	String defaultBaseUrl();

	/**
	 * Return the path of a chat call below the base address.
	 * @return the path with a leading slash
	 */
	String path();

	/**
	 * Set the headers that every request carries.
	 * @param headers the headers to add to
	 * @param apiKey the key
	 */
	void authorize(HttpHeaders headers, String apiKey);

	/**
	 * Write a request. What the model refuses among the sampling parameters is left out;
	 * what it cannot do at all is refused.
	 * @param request what the caller asks, its max tokens set
	 * @param model what is known of the model
	 * @param streamed whether a stream is asked for
	 * @return the JSON body in UTF-8
	 * @throws io.llmresilience.CallRefusedException if the request cannot be expressed
	 */
	byte[] write(ChatRequest request, ModelSpec model, boolean streamed);

	/**
	 * Start to read one answer, whole or streamed.
	 * @param answer where it comes from
	 * @return a reader for this one answer, used by one thread at a time
	 */
	AnswerReader reader(AnswerSource answer);

	/**
	 * Say what an error means, by its body before its status.
	 * @param error the error
	 * @return the kind
	 */
	FailureKind classify(ProviderError error);

	/**
	 * Read the provider's rate limits from a response's headers. Never throws.
	 * @param headers the response's headers
	 * @param now the time of the response
	 * @return the limits, {@link ServerLimits#UNKNOWN} if the headers say nothing
	 */
	ServerLimits limits(HttpHeaders headers, Instant now);

	/**
	 * Return the name of the response header that identifies an exchange.
	 * @return the header's name
	 */
	String requestIdHeader();

}
