import { announcePanel, element, set } from './view.js';
import { icon } from './svg.js';
import { operate, problemText } from './operations.js';
import { time } from './text.js';

const STATES = {
	UP: { word: 'Up', path: 'M3 8.5 6.5 12 13 4.5' },
	COOLING: { word: 'Cooling', path: 'M8 2.5a5.5 5.5 0 1 0 .01 0M8 5v3.5l2.5 1.5' },
	CIRCUIT_OPEN: { word: 'Circuit open', path: 'M1 11h4l5-6M11 11h4' },
	BAD_CREDENTIALS: { word: 'Bad credentials', path: 'M5 8a2.5 2.5 0 1 0 .01 0M7 9.5 13 3.5M11 5.5l2 2' },
	PAUSED: { word: 'Paused', path: 'M5.5 3v10M10.5 3v10' }
};

const tiles = new Map();

/**
 * Shows each route as a tile. A tile stays the same node, so that the focus stays where
 * it is. What has changed is announced all at once.
 */
export function showRoutes(routes) {
	const changes = routes.map((route) => tile(route.name).show(route)).filter(Boolean);
	if (changes.length) {
		announcePanel(changes.join('; '));
	}
}

function tile(name) {
	if (!tiles.has(name)) {
		tiles.set(name, new Tile(name));
	}
	return tiles.get(name);
}

class Tile {

	constructor(name) {
		this.name = name;
		this.node = element('article', 'tile');
		this.node.dataset.route = name;
		this.node.setAttribute('aria-label', `Route ${name}`);
		this.state = element('p', 'state');
		this.detail = element('p', 'detail muted small');
		this.problem = problemText(`problem-${name}`);
		this.circuit = this.button();
		this.pause = this.button();
		const clear = this.button('clear-cool-down', 'Clear cool-down');
		const buttons = element('div', 'buttons');
		buttons.append(this.circuit, this.pause, clear);
		this.node.append(element('h4', 'tile-name', name), this.state, this.detail, buttons, this.problem);
		document.getElementById('routes').append(this.node);
	}

	button(operation, label) {
		const node = element('button', 'small-button', label);
		node.type = 'button';
		node.dataset.operation = operation;
		node.addEventListener('click', () => this.perform(node.dataset.operation));
		return node;
	}

	/**
	 * Returns the state in words if it has changed.
	 */
	show(route) {
		set(this.detail, detail(route));
		const circuit = route.circuit?.state ?? 'CLOSED';
		offer(this.circuit, ...(circuit.endsWith('OPEN') ? ['close-circuit', 'Close circuit'] : ['open-circuit', 'Open circuit']));
		offer(this.pause, ...(circuit === 'PAUSED' ? ['resume', 'Resume'] : ['pause', 'Pause']));
		return this.node.dataset.state === route.state ? null : this.turn(route.state);
	}

	turn(state) {
		const { word, path } = STATES[state] ?? { word: state, path: '' };
		const isFirst = this.node.dataset.state === undefined;
		this.node.dataset.state = state;
		this.state.replaceChildren(icon(path), element('span', 'state-word', word));
		return isFirst ? null : `${this.name}: ${word}`;
	}

	async perform(operation) {
		set(this.problem, '');
		try {
			showRoutes([await operate(this.name, { operation })]);
		}
		catch (failure) {
			set(this.problem, failure.message);
		}
	}

}

function offer(button, operation, label) {
	button.dataset.operation = operation;
	set(button, label);
}

function detail(route) {
	const facts = route.state === 'UP' ? upFacts(route.circuit)
		: [route.reason, route.since && `since ${time(route.since)}`, route.until && `until ${time(route.until)}`];
	return [...facts, !route.chatRoute && 'not a chat route'].filter(Boolean).join(' \u00b7 ');
}

function upFacts(circuit) {
	return [circuit?.state === 'HALF_OPEN' ? 'A few calls may try' : 'Calls go to it',
		circuit?.calls && `failed: ${Math.round(circuit.failureRate * circuit.calls)} of the last ${circuit.calls}`];
}
