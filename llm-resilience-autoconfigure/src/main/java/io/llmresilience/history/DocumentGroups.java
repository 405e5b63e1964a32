package io.llmresilience.history;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Decides which answers are combined together: as many that follow each other as one
 * request may have.
 *
 * @param measure in what the limit is given
 * @param limit the most that the answers of one request may have
 */
record DocumentGroups(TextMeasure measure, int limit) {

	/**
	 * Divide answers into groups.
	 * @return the groups in order; one that has a single answer needs no request
	 */
	List<List<DocumentPart>> of(List<DocumentPart> parts) {
		List<List<DocumentPart>> groups = new ArrayList<>();
		for (int start = 0; start < parts.size();) {
			int end = end(parts, start);
			groups.add(parts.subList(start, end));
			start = end;
		}
		return groups;
	}

	private int end(List<DocumentPart> parts, int start) {
		int end = start + 1;
		long size = size(parts.subList(start, end));
		while (end < parts.size() && size <= this.limit) {
			size += size(parts.subList(end, end + 1));
			end++;
		}
		while (end > start + 1 && size(parts.subList(start, end)) > this.limit) {
			end--;
		}
		return end;
	}

	private long size(List<DocumentPart> parts) {
		return this.measure.of(enclosed(parts, fence(parts)));
	}

	/**
	 * Return a fence for answers.
	 */
	static DocumentFence fence(List<DocumentPart> parts) {
		return DocumentFence.around(parts.stream().map(DocumentPart::text).collect(Collectors.joining("\n")));
	}

	/**
	 * Write answers into one text.
	 */
	static String enclosed(List<DocumentPart> parts, DocumentFence fence) {
		return parts.stream()
			.map((part) -> fence.enclose(part.first() + 1, part.text()))
			.collect(Collectors.joining("\n"));
	}

	/**
	 * Say why no two answers can be combined.
	 */
	String tooLarge(List<DocumentPart> parts) {
		DocumentPart one = parts.get(0);
		DocumentPart other = parts.get(1);
		return "The answers about the chunks " + one.first() + " to " + one.last() + " and " + other.first() + " to "
				+ other.last() + " have " + size(List.of(one, other)) + " " + this.measure.unit()
				+ " together, but one request may combine " + this.limit
				+ "; ask for shorter answers, or raise the combine limit";
	}

}
