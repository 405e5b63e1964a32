package io.llmresilience.test;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The page a gateway shows in place of the provider's answer.
 */
final class HtmlPage {

	private static final Map<Integer, String> TITLES = Map.of(200, "Welcome to nginx!", 413,
			"413 Request Entity Too Large", 429, "429 Too Many Requests", 502, "502 Bad Gateway", 503,
			"503 Service Temporarily Unavailable", 504, "504 Gateway Time-out", 520,
			"520: Web server is returning an unknown error", 522, "522: Connection timed out", 524,
			"524: A timeout occurred");

	private HtmlPage() {
	}

	static byte[] of(int status) {
		String title = TITLES.getOrDefault(status, status + " Error");
		String page = "<html>\r\n<head><title>%1$s</title></head>\r\n<body>\r\n<center><h1>%1$s</h1></center>\r\n"
				+ "<hr><center>nginx/1.27.4</center>\r\n</body>\r\n</html>\r\n";
		return page.formatted(title).getBytes(StandardCharsets.UTF_8);
	}

}
