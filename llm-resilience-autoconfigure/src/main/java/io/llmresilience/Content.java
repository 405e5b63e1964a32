package io.llmresilience;

import java.net.URI;
import java.util.Base64;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * One piece of a message: text, an image, a model's reasoning or its call of a tool.
 * Immutable; {@code toString} shows sizes, never content.
 */
public sealed interface Content {

	/**
	 * Plain text.
	 *
	 * @param text the text, not blank
	 */
	record Text(String text) implements Content {

		public Text {
			Objects.requireNonNull(text, "'text' must not be null");
		}

		@Override
		public String toString() {
			return "Text[" + this.text.length() + " characters]";
		}

	}

	/**
	 * An image that the provider fetches itself.
	 *
	 * @param url where the image is; {@code http} or {@code https}
	 */
	record ImageUrl(URI url) implements Content {

		public ImageUrl {
			Objects.requireNonNull(url, "'url' must not be null");
			if (!"http".equalsIgnoreCase(url.getScheme()) && !"https".equalsIgnoreCase(url.getScheme())) {
				throw new IllegalArgumentException("'url' must be an http or https address, but its scheme is '"
						+ url.getScheme() + "'; send the bytes as ImageData instead");
			}
		}

		@Override
		public String toString() {
			return "ImageUrl[" + this.url.getHost() + "]";
		}

	}

	/**
	 * An image that travels inside the request.
	 *
	 * @param mediaType such as {@code image/png}
	 * @param base64 the image's bytes in Base64
	 */
	record ImageData(String mediaType, String base64) implements Content {

		public ImageData {
			if (mediaType == null || !mediaType.startsWith("image/")) {
				throw new IllegalArgumentException(
						"'mediaType' must be an image type such as image/png, but is '" + mediaType + "'");
			}
			if (base64 == null || base64.isEmpty()) {
				throw new IllegalArgumentException("'base64' must not be empty");
			}
		}

		/**
		 * Create an image from its bytes.
		 * @param mediaType such as {@code image/png}
		 * @param bytes the image file's bytes, not empty
		 * @return the image
		 */
		public static ImageData of(String mediaType, byte[] bytes) {
			return new ImageData(mediaType, Base64.getEncoder().encodeToString(bytes));
		}

		@Override
		public String toString() {
			return "ImageData[" + this.mediaType + ", " + this.base64.length() + " characters]";
		}

	}

	/**
	 * What a model thought before it answered. Anthropic signs it and wants it back
	 * unchanged while tools are being called.
	 *
	 * @param text the reasoning in words; may be empty where the provider keeps it to
	 * itself
	 * @param signature the provider's signature, {@code null} if it gave none
	 * @param redacted encrypted reasoning that only the provider can read, {@code null}
	 * if it is readable
	 */
	record Reasoning(String text, @Nullable String signature, @Nullable String redacted) implements Content {

		public Reasoning {
			Objects.requireNonNull(text, "'text' must not be null");
		}

		@Override
		public String toString() {
			return "Reasoning[" + this.text.length() + " characters]";
		}

	}

	/**
	 * A model's wish to have a tool called.
	 *
	 * @param id the provider's id of this call; the result refers to it
	 * @param name the tool's name
	 * @param arguments the arguments as the model wrote them: meant to be a JSON object,
	 * but a model may produce something else
	 */
	record ToolCall(String id, String name, String arguments) implements Content {

		public ToolCall {
			Objects.requireNonNull(id, "'id' must not be null");
			Objects.requireNonNull(name, "'name' must not be null");
			Objects.requireNonNull(arguments, "'arguments' must not be null");
		}

		@Override
		public String toString() {
			return "ToolCall[" + this.name + ", " + this.arguments.length() + " characters]";
		}

	}

}
