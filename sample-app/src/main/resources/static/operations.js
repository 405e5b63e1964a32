import { element, set } from './view.js';

/**
 * Asks the endpoint to change a route or a provider. Returns how it stands then; fails with
 * what is to be told.
 */
export async function operate(name, operation) {
	const response = await post(`actuator/llm/${name.split('/').map(encodeURIComponent).join('/')}`, operation);
	if (response.ok) {
		return response.json();
	}
	throw new Error(await refusal(response));
}

async function post(url, body) {
	try {
		return await fetch(url, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify(body)
		});
	}
	catch {
		throw new Error('No connection to the application, nothing was changed');
	}
}

/**
 * Says why the application refused, in its own words where it has any.
 */
export async function refusal(response) {
	if (response.status === 405) {
		return 'This panel may only read; management.endpoint.llm.access=unrestricted allows changes';
	}
	const body = await response.json().catch(() => ({}));
	return body.detail ?? `The application answered ${response.status}`;
}

/**
 * The place beside a control for what went wrong with it.
 */
export function problemText(id) {
	const node = element('p', 'problem-text small');
	node.id = id;
	node.setAttribute('role', 'alert');
	return node;
}

export function forgetProblems() {
	document.querySelectorAll('.problem-text').forEach((node) => set(node, ''));
}
