package io.llmresilience.model;

import java.util.EnumMap;
import java.util.Map;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;

import io.llmresilience.ChatRequest;
import io.llmresilience.Content;
import io.llmresilience.Message;

/**
 * Counts with JTokkit. Its own idea of which model has which encoding is not used: it
 * goes by how a name begins.
 */
final class OpenAiTokenCounter implements TokenCounter {

	private final EncodingRegistry encodings = Encodings.newLazyEncodingRegistry();

	private final Map<OpenAiEncoding, OpenAiPrompt> prompts = new EnumMap<>(OpenAiEncoding.class);

	OpenAiTokenCounter() {
		for (OpenAiEncoding encoding : OpenAiEncoding.values()) {
			EncodingType type = EncodingType.valueOf(encoding.name());
			this.prompts.put(encoding, new OpenAiPrompt(
					(text) -> this.encodings.getEncoding(type).countTokensOrdinary(text), encoding.perTool()));
		}
	}

	@Override
	public boolean isExact(ModelSpec model) {
		return OpenAiEncoding.of(model) != null;
	}

	@Override
	public long count(String text, ModelSpec model) {
		return prompt(model).count(text);
	}

	@Override
	public long count(Message message, ModelSpec model) {
		return prompt(model).count(message) + images(message, model);
	}

	@Override
	public long count(ChatRequest request, ModelSpec model) {
		long tokens = prompt(model).frame(request);
		for (Message message : request.messages()) {
			tokens += count(message, model);
		}
		return tokens;
	}

	private OpenAiPrompt prompt(ModelSpec model) {
		OpenAiEncoding encoding = OpenAiEncoding.of(model);
		OpenAiPrompt prompt = (encoding != null) ? this.prompts.get(encoding) : null;
		if (prompt == null) {
			throw NoTokenCounter.refusal(model);
		}
		return prompt;
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

}
