package io.llmresilience.model;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import org.jspecify.annotations.Nullable;

import io.llmresilience.ChatRequest;
import io.llmresilience.Content;
import io.llmresilience.Message;

/**
 * Counts with JTokkit. Its own idea of which model has which encoding is not used: it
 * goes by how a name begins.
 */
final class OpenAiTokenCounter implements TokenCounter {

	/** Each encoding takes up to 30 MB, and never changes. */
	private static final EncodingRegistry ENCODINGS = Encodings.newLazyEncodingRegistry();

	private static final long REMEMBERED = 8_000_000;

	private final TokenCounter others;

	private final EncodingRegistry encodings;

	private final Map<OpenAiEncoding, OpenAiPrompt> prompts = new EnumMap<>(OpenAiEncoding.class);

	private final Set<OpenAiEncoding> loaded = Collections.synchronizedSet(EnumSet.noneOf(OpenAiEncoding.class));

	OpenAiTokenCounter(TokenEstimators estimators) {
		this(estimators, ENCODINGS);
	}

	OpenAiTokenCounter(TokenEstimators estimators, EncodingRegistry encodings) {
		this.others = new EstimatingTokenCounter(estimators);
		this.encodings = encodings;
		for (OpenAiEncoding encoding : OpenAiEncoding.values()) {
			this.prompts.put(encoding,
					new OpenAiPrompt(new TextMemory((text) -> tokens(text, encoding), REMEMBERED), encoding.perTool()));
		}
	}

	private long tokens(String text, OpenAiEncoding encoding) {
		long tokens = this.encodings.getEncoding(EncodingType.valueOf(encoding.name())).countTokensOrdinary(text);
		this.loaded.add(encoding);
		return tokens;
	}

	@Override
	public boolean isExact(ModelSpec model) {
		return OpenAiEncoding.of(model) != null;
	}

	@Override
	public long count(String text, ModelSpec model) {
		OpenAiPrompt prompt = prompt(model);
		return (prompt != null) ? prompt.count(text) : this.others.count(text, model);
	}

	@Override
	public long count(Message message, ModelSpec model) {
		OpenAiPrompt prompt = prompt(model);
		return (prompt != null) ? prompt.count(message) + images(message, model) : this.others.count(message, model);
	}

	@Override
	public long count(ChatRequest request, ModelSpec model) {
		OpenAiPrompt prompt = prompt(model);
		if (prompt == null) {
			return this.others.count(request, model);
		}
		long tokens = prompt.frame(request);
		for (Message message : request.messages()) {
			tokens += prompt.count(message) + images(message, model);
		}
		return tokens;
	}

	private @Nullable OpenAiPrompt prompt(ModelSpec model) {
		OpenAiEncoding encoding = OpenAiEncoding.of(model);
		return (encoding != null) ? this.prompts.get(encoding) : null;
	}

	/**
	 * Only users' images are sent.
	 */
	private static long images(Message message, ModelSpec model) {
		long tokens = 0;
		if (message instanceof Message.User user) {
			for (Content piece : user.content()) {
				tokens += (piece instanceof Content.Text) ? 0 : OpenAiImages.tokens(ImageSize.of(piece), model);
			}
		}
		return tokens;
	}

	@Override
	public String toString() {
		return "OpenAiTokenCounter[loaded=" + this.loaded + "]";
	}

}
