import { announce, element, set } from './view.js';
import { refusal } from './operations.js';

const LABELS = {
	'first-down': 'Outage of the first',
	'overload': 'Outage of all',
	'rate-limit': '429 storm',
	'slow': 'Slow',
	'silent': 'Silence',
	'cut-stream': 'Cut streams',
	'reset': 'Reset',
	'recover': 'Recover'
};

const buttons = document.getElementById('fault-buttons');
const problem = document.getElementById('fault-problem');

/**
 * Says what is behind the application and, if it is the simulator, how to break it.
 */
export async function showFaults() {
	const response = await fetch('api/simulator').catch(() => null);
	if (!response?.ok) {
		return;
	}
	const state = await response.json();
	set(document.getElementById('behind'), state.present
		? 'Behind this chat: the simulator'
		: 'Behind this chat: real providers');
	document.getElementById('faults').hidden = !state.present;
	if (state.present) {
		if (!buttons.hasChildNodes()) {
			buttons.append(...['recover', ...state.faults].map(button));
		}
		press(state.fault ?? 'recover');
	}
}

function button(fault) {
	const node = element('button', `fault ${fault}`, LABELS[fault] ?? fault);
	node.type = 'button';
	node.dataset.fault = fault;
	node.addEventListener('click', () => inject(fault));
	return node;
}

async function inject(fault) {
	const response = await fetch(`api/simulator/${fault}`, { method: 'POST' }).catch(() => null);
	if (response?.ok) {
		press(fault);
		set(problem, '');
		announce(fault === 'recover' ? 'The provider works again' : `The provider is broken: ${LABELS[fault] ?? fault}`);
	}
	else {
		set(problem, response ? await refusal(response) : 'No connection to the application, nothing was changed');
	}
}

function press(fault) {
	for (const node of buttons.children) {
		node.setAttribute('aria-pressed', String(node.dataset.fault === fault));
	}
}
