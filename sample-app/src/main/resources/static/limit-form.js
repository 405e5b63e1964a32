import { announcePanel, element, set } from './view.js';
import { operate, problemText } from './operations.js';
import { number } from './text.js';

const LIMITS = ['requests-per-minute', 'tokens-per-minute', 'input-tokens-per-minute', 'output-tokens-per-minute',
	'max-concurrent-calls'];

/**
 * Changes a limit of one provider or route. What may be entered is the application's to
 * judge, so that there is one rule.
 */
export class LimitForm {

	constructor(owner, changed) {
		this.owner = owner;
		this.changed = changed;
		this.limit = element('select', '');
		this.limit.setAttribute('aria-label', `Limit of ${owner}`);
		this.limit.append(...LIMITS.map(option));
		this.value = input(`limit-problem-${owner}`, owner);
		this.problem = problemText(`limit-problem-${owner}`);
		const button = element('button', 'small-button', 'Set');
		this.form = element('form', 'limit-form');
		this.form.append(this.limit, this.value, button);
		this.node = element('details', 'change');
		this.node.append(element('summary', 'small', 'Change a limit'), this.form, this.problem);
		this.limit.addEventListener('change', () => this.hint());
		this.value.addEventListener('input', () => this.clear());
		this.form.addEventListener('submit', (event) => this.submit(event));
	}

	show(limits) {
		const configured = limits.quotas.filter((quota) => !quota.learnt);
		this.present = new Map(configured.map((quota) => [quota.name, quota.limit]));
		this.present.set('max-concurrent-calls', limits.maxConcurrentCalls);
		this.hint();
	}

	hint() {
		const present = this.present.get(this.limit.value) ?? null;
		this.value.placeholder = present === null ? 'not set' : `now ${number(present)}`;
	}

	async submit(event) {
		event.preventDefault();
		this.clear();
		const change = { limit: this.limit.value, value: this.value.value.trim() };
		try {
			const { limits } = await operate(this.owner, { operation: 'change-limit', ...change });
			this.value.value = '';
			this.changed(limits);
			announcePanel(`${this.owner}: ${change.limit.replaceAll('-', ' ')} set to ${change.value}`);
		}
		catch (failure) {
			this.value.setAttribute('aria-invalid', 'true');
			set(this.problem, failure.message);
		}
	}

	clear() {
		this.value.removeAttribute('aria-invalid');
		set(this.problem, '');
	}

}

function option(limit) {
	const node = element('option', '', limit.replaceAll('-', ' '));
	node.value = limit;
	return node;
}

function input(problem, owner) {
	const node = element('input', '');
	node.type = 'text';
	node.inputMode = 'numeric';
	node.autocomplete = 'off';
	node.size = 9;
	node.setAttribute('aria-label', `New value for ${owner}: a whole number, or none`);
	node.setAttribute('aria-describedby', problem);
	return node;
}
