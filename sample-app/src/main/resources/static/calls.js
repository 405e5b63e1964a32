import { element } from './view.js';
import { rect, strip } from './svg.js';
import { count, dollars, millis, time } from './text.js';

const MOST = 50;
const NARROWEST = 6;

/**
 * The last calls, the latest first, each with the timeline of its attempts.
 */
export class CallList {

	constructor(node) {
		this.node = node;
		this.calls = [];
	}

	all() {
		return this.calls;
	}

	/**
	 * Adds a call unless it is on the list, as the application tells the last ones again
	 * after a lost connection: what a reader has opened stays open.
	 */
	add(call) {
		if (this.calls.some(({ id, at }) => id === call.id && at === call.at)) {
			return;
		}
		this.calls = [call, ...this.calls].slice(0, MOST);
		this.node.prepend(entry(call));
		while (this.node.children.length > MOST) {
			this.node.lastChild.remove();
		}
		document.getElementById('no-calls').hidden = true;
	}

}

function entry(call) {
	const node = element('details', `call ${call.outcome === 'OK' ? 'ok' : 'bad'}`);
	node.dataset.call = call.id;
	node.dataset.at = call.at;
	const steps = timeline(call);
	const summary = element('summary', '');
	const line = element('span', 'call-line');
	line.append(element('code', 'outcome', call.outcome), ' ', element('span', 'call-route', call.route ?? 'no route'),
		' ',
		element('span', 'call-time muted small', `${time(call.at)} \u00b7 ${millis(call.durationMs)}`));
	summary.append(line, strip('track-line', 12, ...steps.flatMap((step) => step.shapes)));
	node.append(summary, ...facts(call), list(steps));
	return node;
}

function facts(call) {
	const numbers = [count(call.trace.filter((step) => step.attempt > 0).length, 'attempt'),
		call.inputTokens !== null && `${count(call.inputTokens, 'token')} in`,
		call.outputTokens !== null && `${count(call.outputTokens, 'token')} out`,
		call.cost === null ? 'cost not known' : dollars(call.cost)].filter(Boolean).join(' \u00b7 ');
	const nodes = [element('p', 'muted small', numbers)];
	if (call.message) {
		nodes.push(element('p', 'small call-message', call.message));
	}
	return nodes;
}

function list(steps) {
	const node = element('ol', 'timeline');
	for (const { step, shapes, text } of steps) {
		const item = element('li', step.outcome === 'OK' ? 'ok' : 'bad');
		item.dataset.route = step.route;
		item.append(element('code', 'outcome', step.outcome), ` ${text}`,
			strip('track-line', 12, ...shapes.map((shape) => shape.cloneNode())));
		node.append(item);
	}
	return node;
}

/**
 * Places each step on one line of time: first its wait, thin, then the attempt, filled if
 * it answered and hollow if it did not. A route passed over is a mark.
 */
function timeline(call) {
	const whole = Math.max(1, call.durationMs, call.trace.reduce((sum, step) => sum + step.waitMs + step.durationMs, 0));
	let spent = 0;
	return call.trace.map((step) => {
		const from = at(spent, whole);
		const begin = at(spent + step.waitMs, whole);
		spent += step.waitMs + step.durationMs;
		return { step, text: words(step), shapes: shapes(step, from, begin, at(spent, whole)) };
	});
}

function at(millis, whole) {
	return (1000 - NARROWEST) * millis / whole;
}

function shapes(step, from, begin, end) {
	const wait = begin > from ? [rect('wait', from, 5, begin - from, 2)] : [];
	const kind = step.attempt === 0 ? 'skipped' : step.outcome === 'OK' ? 'good' : 'failed';
	return [...wait, rect(kind, begin, 1, Math.max(NARROWEST, end - begin), 10)];
}

function words(step) {
	if (step.attempt === 0) {
		return `${step.route}, passed over: ${step.reason}`;
	}
	const wait = step.waitMs > 0 ? ` after ${millis(step.waitMs)} of ${step.waitReason}` : '';
	const fate = step.reason ? `, given up: ${step.reason}` : '';
	return `${step.route}, attempt ${step.attempt}, ${millis(step.durationMs)}${wait}${fate}`;
}
