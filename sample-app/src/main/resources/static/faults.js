import { announce, element } from './view.js';

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

/**
 * Says what is behind the application and, if it is the simulator, how to break it.
 */
export async function showFaults() {
	const state = await (await fetch('api/simulator')).json();
	document.getElementById('behind').textContent = state.present
		? 'Behind this chat: the simulator'
		: 'Behind this chat: real providers';
	if (state.present) {
		document.getElementById('fault-buttons').replaceChildren(...['recover', ...state.faults].map(button));
		document.getElementById('faults').hidden = false;
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
	const response = await fetch(`api/simulator/${fault}`, { method: 'POST' });
	if (response.ok) {
		press(fault);
		announce(fault === 'recover' ? 'The provider works again' : `The provider is broken: ${LABELS[fault] ?? fault}`);
	}
}

function press(fault) {
	for (const node of document.querySelectorAll('.fault')) {
		node.setAttribute('aria-pressed', String(node.dataset.fault === fault));
	}
}
