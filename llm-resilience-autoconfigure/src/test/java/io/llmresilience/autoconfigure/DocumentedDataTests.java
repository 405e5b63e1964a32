package io.llmresilience.autoconfigure;

import java.io.StringReader;
import java.util.List;

import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;

import io.llmresilience.autoconfigure.DocumentedPages.Snippet;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads every piece of JSON and XML that the documentation shows.
 */
class DocumentedDataTests {

	static List<Snippet> json() {
		return DocumentedPages.snippets("json");
	}

	static List<Snippet> xml() {
		return DocumentedPages.snippets("xml");
	}

	@ParameterizedTest
	@MethodSource("json")
	void shouldBeJson(Snippet snippet) {
		try (MappingIterator<JsonNode> values = JsonMapper.shared()
			.readerFor(JsonNode.class)
			.readValues(snippet.text())) {
			assertThat(values.readAll()).as(snippet.toString()).isNotEmpty().allMatch(JsonNode::isObject);
		}
	}

	@ParameterizedTest
	@MethodSource("xml")
	void shouldBeXml(Snippet snippet) throws Exception {
		DocumentBuilder reader = DocumentBuilderFactory.newInstance().newDocumentBuilder();
		assertThat(reader.parse(new InputSource(new StringReader(snippet.text()))).getDocumentElement().getTagName())
			.isEqualTo("dependency");
	}

}
