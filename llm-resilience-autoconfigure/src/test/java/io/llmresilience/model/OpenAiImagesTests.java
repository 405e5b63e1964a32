package io.llmresilience.model;

import java.net.URI;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.llmresilience.Content;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OpenAiImages} and {@link ImageSize}.
 */
class OpenAiImagesTests {

	@ParameterizedTest
	@CsvSource(textBlock = """
			gpt-4o,       1024, 1024, 765
			gpt-4o,       2048, 4096, 1105
			gpt-4o,        128,   64, 255
			gpt-4o,          1,    1, 255
			gpt-4o,      20000,    1, 765
			gpt-4o,       4096, 1536, 1445
			gpt-4.1,       512,  512, 255
			gpt-4-turbo,   512,  513, 425
			gpt-4o-mini,   128,   64, 8500
			o3,            128,   64, 225
			gpt-5,        1024, 1024, 630
			gpt-4.1-mini, 1024, 1024, 1659
			gpt-4.1-mini, 4000, 1474, 2489
			gpt-4.1-nano,  128,   64, 20
			o4-mini,        32,   32, 2
			gpt-6-luna,   1600, 1600, 4050
			""")
	void countsByFamilyAndSize(String name, int width, int height, long tokens) {
		assertThat(tokens(new ImageSize(width, height), name)).isEqualTo(tokens);
	}

	@ParameterizedTest
	@CsvSource({ "gpt-4o, 1445", "ft:gpt-4o-2024-08-06:org::id, 1445", "gpt-4o-mini-2024-07-18, 48169", "o1, 1275",
			"gpt-5.1, 1190", "gpt-5-mini, 2489", "gpt-5-nano, 3779", "o4-mini, 2642", "gpt-5.6-sol, 4050" })
	void whenSizeIsUnknownShouldCountTheLargest(String name, long tokens) {
		assertThat(tokens(ImageSize.UNKNOWN, name)).isEqualTo(tokens);
	}

	static Stream<Content> images() {
		return Stream.of(Images.png(640, 480), Images.gif(640, 480), Images.jpeg(640, 480, 0),
				Images.jpeg(640, 480, 60_000));
	}

	@ParameterizedTest
	@MethodSource("images")
	void readsTheSizeOfAnImage(Content image) {
		assertThat(ImageSize.of(image)).isEqualTo(new ImageSize(640, 480));
	}

	static Stream<Content> strangers() {
		return Stream.of(new Content.ImageUrl(URI.create("https://example.com/a.png")),
				new Content.ImageData("image/png", "AAAA"), new Content.ImageData("image/png", "iVBORw0KGgo="),
				new Content.ImageData("image/jpeg", "/9j/2w=="), new Content.ImageData("image/png", "no base64!"),
				new Content.ImageData("image/webp", "UklGRhIAAABXRUJQ"));
	}

	@ParameterizedTest
	@MethodSource("strangers")
	void whenSizeCannotBeReadShouldBeUnknown(Content image) {
		assertThat(ImageSize.of(image).known()).isFalse();
	}

	@Test
	void whenImageSaysThatItIsGiganticShouldCountTheLargest() {
		assertThat(tokens(ImageSize.of(Images.png(-1, -1)), "gpt-4.1-mini")).isEqualTo(2489);
	}

	private static long tokens(ImageSize size, String name) {
		return OpenAiImages.tokens(size, new ModelSpec("openai/" + name, true, 128_000, 4096, Set.of()));
	}

}
