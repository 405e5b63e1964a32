import { element } from './view.js';
import { rect, strip } from './svg.js';

/**
 * Shows limits and budgets as bars. Each bar is kept and only changed, so that nothing
 * jumps.
 */
const gauges = new Map();
const peaks = new Map();

class Gauge {

	constructor(parent) {
		this.fill = rect('fill', 0, 0, 0, 8);
		this.label = element('span', 'gauge-label');
		this.value = element('span', 'gauge-value');
		const line = element('p', 'gauge-line');
		line.append(this.label, this.value);
		this.node = element('div', 'gauge');
		this.node.append(line, strip('bar', 8, rect('track', 0, 0, 1000, 8), this.fill));
		parent.append(this.node);
	}

	show(label, value, share, isTight) {
		set(this.label, label);
		set(this.value, value);
		this.fill.setAttribute('width', 1000 * Math.min(1, Math.max(0, share)));
		this.node.classList.toggle('tight', isTight);
	}

}

export function showLimits(owners) {
	const seen = new Set();
	for (const { name, limits } of owners) {
		if (limits) {
			limitsOf(name, limits).forEach(([key, ...gauge]) => show('limits', `${name} ${key}`, gauge, seen));
		}
	}
	sweep('limits', seen, 'No limit is known or configured yet.');
}

function limitsOf(name, limits) {
	const most = limits.maxConcurrentCalls;
	const shown = limits.quotas.map((quota) => [quota.name, `${name}: ${quota.name.replaceAll('-', ' ')}`,
		`${number(quota.available)} left now, ${number(quota.limit)} a minute${quota.learnt ? ', learnt' : ''}`,
		quota.available / highest(`${name} ${quota.name}`, quota.available), quota.available <= 0]);
	if (most !== null) {
		shown.push(['in-flight', `${name}: in flight`, `${limits.inFlight} of ${most}`, limits.inFlight / most,
			limits.inFlight >= most]);
	}
	if (shown.length || limits.waiting || limits.refused) {
		const pause = limits.pausedUntil ? `, paused until ${time(limits.pausedUntil)}` : '';
		shown.push(['waiting', `${name}: waiting`, `${count(limits.waiting, 'call')}${pause}`,
			limits.waiting / highest(`${name} waiting`, limits.waiting), limits.waiting > 0]);
	}
	return shown;
}

/**
 * What is the whole bar: the most that has been seen, since only a part of a minute's limit
 * may go at once.
 */
function highest(key, value) {
	peaks.set(key, Math.max(peaks.get(key) ?? 1, value));
	return peaks.get(key);
}

export function showBudgets(budgets) {
	const seen = new Set();
	for (const budget of budgets) {
		for (const part of budget.parts) {
			const label = part.label === null ? budget.name : `${budget.name}: ${part.label}`;
			show('budgets', label, [`${label}, per ${budget.period}`, spent(budget, part), part.share, part.share >= 1], seen);
		}
	}
	sweep('budgets', seen, 'No budget is configured, or nothing has been spent from it yet.');
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

function show(place, key, gauge, seen) {
	const id = `${place} ${key}`;
	if (!gauges.has(id)) {
		gauges.set(id, new Gauge(document.getElementById(place)));
	}
	gauges.get(id).show(...gauge);
	seen.add(id);
}

function sweep(place, seen, otherwise) {
	for (const [id, gauge] of gauges) {
		if (id.startsWith(`${place} `) && !seen.has(id)) {
			gauge.node.remove();
			gauges.delete(id);
		}
	}
	document.getElementById(place).dataset.empty = seen.size ? '' : otherwise;
}

function amount(value, unit) {
	return unit === 'USD' ? `$${value.toFixed(value && value < 0.01 ? 6 : 2)}` : `${number(value)} ${unit.toLowerCase()}`;
}

function number(value) {
	return value.toLocaleString('en');
}

export function count(value, noun) {
	return `${value} ${noun}${value === 1 ? '' : 's'}`;
}

export function time(instant) {
	return new Date(instant).toLocaleTimeString('en-GB');
}

/**
 * Changes a text only if it is another one, so that readers are left alone.
 */
export function set(node, text) {
	if (node.textContent !== text) {
		node.textContent = text;
	}
}
