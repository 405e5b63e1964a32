import { set } from './view.js';
import { Gauges } from './gauges.js';
import { count, dollars, number } from './text.js';

const place = document.getElementById('budgets');
const gauges = new Gauges(place);

export function showBudgets(budgets) {
	const shown = budgets.flatMap((budget) => budget.parts.map((part) => gauge(budget, part)));
	gauges.show(shown);
	place.dataset.empty = shown.length ? '' : 'No budget is configured, or nothing has been spent from it yet.';
}

function gauge(budget, part) {
	const name = part.label === null ? budget.name : `${budget.name}: ${part.label}`;
	return { label: `${name}, per ${budget.period}`, value: spent(budget, part), share: part.share, isTight: part.share >= 1 };
}

function spent(budget, part) {
	const limit = budget.limit === null ? '' : ` of ${amount(budget.limit, budget.unit)}`;
	const refused = part.refused ? `, ${part.refused} ${budget.action === 'WARN' ? 'warned of' : 'refused'}` : '';
	return `${amount(part.spent, budget.unit)}${limit}${refused}`;
}

/**
 * Shows what the calls on the list have cost; a price that is not known is never zero.
 */
export function showSpend(calls) {
	const priced = calls.filter((call) => call.cost !== null);
	const sum = priced.reduce((total, call) => total + call.cost, 0);
	const unknown = calls.length - priced.length;
	set(document.getElementById('spent'), `${count(calls.length, 'call')} on the list: ${amount(sum, 'USD')}`
		+ (unknown ? `, and ${unknown} without a known cost` : ''));
}

function amount(value, unit) {
	return unit === 'USD' ? dollars(value, value < 0.01 ? 6 : 2) : `${number(value)} ${unit.toLowerCase()}`;
}
