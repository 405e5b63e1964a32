import { element } from './view.js';
import { icon } from './svg.js';
import { set, time } from './gauges.js';

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
 * it is.
 */
export function showRoutes(routes) {
	for (const route of routes) {
		if (!tiles.has(route.name)) {
			tiles.set(route.name, new Tile(route.name));
		}
		tiles.get(route.name).show(route);
	}
}

class Tile {

	constructor(name) {
		this.name = name;
		this.node = element('article', 'tile');
		this.node.dataset.route = name;
		this.node.setAttribute('aria-label', `Route ${name}`);
		this.state = element('p', 'state');
		this.detail = element('p', 'detail muted small');
		this.problem = element('p', 'tile-problem small');
		this.problem.setAttribute('role', 'alert');
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

	show(route) {
		const { word, path } = STATES[route.state] ?? { word: route.state, path: '' };
		if (this.node.dataset.state !== route.state) {
			if (this.node.dataset.state) {
				document.getElementById('panel-announce').textContent = `${route.name}: ${word}`;
			}
			this.node.dataset.state = route.state;
			this.state.replaceChildren(icon(path), element('span', 'state-word', word));
		}
		set(this.detail, detail(route));
		const circuit = route.circuit?.state ?? 'CLOSED';
		offer(this.circuit, ...(circuit.endsWith('OPEN') ? ['close-circuit', 'Close circuit'] : ['open-circuit', 'Open circuit']));
		offer(this.pause, ...(circuit === 'PAUSED' ? ['resume', 'Resume'] : ['pause', 'Pause']));
	}

	async perform(operation) {
		set(this.problem, '');
		try {
			const response = await fetch(`actuator/llm/${this.name.split('/').map(encodeURIComponent).join('/')}`, {
				method: 'POST',
				headers: { 'Content-Type': 'application/json' },
				body: JSON.stringify({ operation })
			});
			if (response.ok) {
				this.show(await response.json());
			}
			else {
				set(this.problem, await problem(response));
			}
		}
		catch {
			set(this.problem, 'No connection to the application');
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

async function problem(response) {
	const body = await response.json().catch(() => ({}));
	return body.detail ?? `The application answered ${response.status}`;
}
