package io.llmresilience.model;

import java.util.regex.Pattern;

/**
 * How the families of OpenAI's models count images. The first one that matches a name
 * holds; an image whose size is not known counts as the largest.
 */
enum OpenAiImages {

	/**
	 * Counts many tokens, each of which costs little.
	 */
	GPT_4O_MINI("gpt-4o-mini", new Tiles(2833, 5667)),

	GPT_4("(chat)?gpt-4o|gpt-4(\\.5)?|gpt-4\\.1(?!-mini|-nano)", new Tiles(85, 170)),

	O_SERIES("o[13]", new Tiles(75, 150)),

	O4_MINI("o4-mini", new Patches(1536, 172)),

	MINI("gpt-(4\\.1|5)-mini", new Patches(1536, 162)),

	NANO("gpt-(4\\.1|5)-nano", new Patches(1536, 246)),

	GPT_5("gpt-5(\\.1)?", new Tiles(70, 140)),

	/**
	 * Look at more of an image. Not all of their factors are known.
	 */
	NEWER(".+", new Patches(2500, 162));

	private final Pattern names;

	private final Rule rule;

	OpenAiImages(String families, Rule rule) {
		this.names = Pattern.compile("(" + families + ")([-:].+)?");
		this.rule = rule;
	}

	/**
	 * Return what an image takes of a prompt.
	 */
	static long tokens(ImageSize size, ModelSpec model) {
		String name = ModelName.atOpenAi(model.name());
		for (OpenAiImages family : values()) {
			if (family.names.matcher(name).matches()) {
				return family.rule.tokens(size);
			}
		}
		return NEWER.rule.tokens(size);
	}

	/**
	 * How an image's size becomes tokens.
	 */
	private interface Rule {

		long tokens(ImageSize size);

	}

	/**
	 * The image is made to fit a square of 2048 pixels, then its shorter side 768 pixels;
	 * every square of 512 pixels counts.
	 */
	private record Tiles(int base, int perTile) implements Rule {

		private static final int MOST = 8;

		@Override
		public long tokens(ImageSize size) {
			return this.base + this.perTile * (size.known() ? tiles(size) : MOST);
		}

		private static long tiles(ImageSize size) {
			double fitted = Math.min(1, 2048.0 / Math.max(size.width(), size.height()));
			double scale = Math.min(fitted, 768.0 / Math.min(size.width(), size.height()));
			return squares(size.width() * scale) * squares(size.height() * scale);
		}

		/**
		 * A pixel is not divided.
		 */
		private static long squares(double side) {
			return Math.max((Math.round(side) + 511) / 512, 1);
		}

	}

	/**
	 * Every square of 32 pixels counts so many percent of a token, up to a number of
	 * squares to which larger images are shrunk.
	 */
	private record Patches(int most, int percent) implements Rule {

		@Override
		public long tokens(ImageSize size) {
			long patches = size.known() ? ((size.width() + 31) / 32) * ((size.height() + 31) / 32) : this.most;
			return (Math.min(patches, this.most) * this.percent + 99) / 100;
		}

	}

}
