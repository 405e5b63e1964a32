/**
 * Hand-written pictures. Each stands beside a text that says the same.
 */
const NAMESPACE = 'http://www.w3.org/2000/svg';

export function svg(tag, attributes, ...children) {
	const node = document.createElementNS(NAMESPACE, tag);
	for (const [name, value] of Object.entries(attributes)) {
		node.setAttribute(name, value);
	}
	node.append(...children);
	return node;
}

/**
 * A picture as wide as its place, 1000 units across.
 */
export function strip(className, height, ...children) {
	return svg('svg', { class: className, viewBox: `0 0 1000 ${height}`, preserveAspectRatio: 'none',
		'aria-hidden': 'true' }, ...children);
}

export function rect(className, x, y, width, height) {
	return svg('rect', { class: className, x, y, width, height });
}

export function icon(path) {
	return svg('svg', { class: 'icon', viewBox: '0 0 16 16', width: 16, height: 16, 'aria-hidden': 'true' },
		svg('path', { d: path }));
}
