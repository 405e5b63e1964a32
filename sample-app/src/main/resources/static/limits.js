import { element, set } from './view.js';
import { Gauges } from './gauges.js';
import { LimitForm } from './limit-form.js';
import { number, time } from './text.js';

const place = document.getElementById('limits');
const more = document.getElementById('more-limits');
const owners = new Map();

/**
 * Shows the limits of each provider and route as one group.
 */
export function showLimits(all) {
	for (const { name, limits } of all) {
		if (limits) {
			if (!owners.has(name)) {
				owners.set(name, new Owner(name));
			}
			owners.get(name).show(limits);
		}
	}
	offer(place.querySelectorAll('.unlimited').length);
}

/**
 * Offers to show, or to hide again, those that have no limit yet.
 */
function offer(unlimited) {
	const areShown = more.getAttribute('aria-expanded') === 'true';
	more.hidden = unlimited === 0;
	set(more, `${areShown ? 'Hide' : 'Show'} ${unlimited} without a limit`);
	document.getElementById('no-limits').hidden = unlimited < owners.size;
}

more.addEventListener('click', () => {
	more.setAttribute('aria-expanded', String(place.classList.toggle('all')));
	offer(place.querySelectorAll('.unlimited').length);
});

class Owner {

	constructor(name) {
		this.node = element('article', 'owner');
		this.node.dataset.owner = name;
		this.node.setAttribute('aria-label', `Limits of ${name}`);
		this.queue = element('span', 'queue muted small');
		this.peaks = new Map();
		const rows = element('div', 'rows');
		this.gauges = new Gauges(rows);
		this.form = new LimitForm(name, (limits) => this.show(limits));
		this.node.append(element('h4', 'owner-name', name), this.queue, rows, this.form.node);
		place.append(this.node);
	}

	show(limits) {
		set(this.queue, queue(limits));
		this.node.classList.toggle('held-up', limits.waiting > 0);
		this.node.classList.toggle('unlimited', !isLimited(limits) && limits.waiting === 0);
		this.gauges.show([...limits.quotas.map((quota) => this.quota(quota)), ...inFlight(limits)]);
		this.form.show(limits);
	}

	/**
	 * A limit may be there twice: as configured, and as learnt.
	 */
	quota({ name, limit, available, learnt }) {
		const left = available < 0 ? `${number(-available)} overdrawn` : `${number(available)} left now`;
		const label = learnt ? `${words(name)}, learnt` : words(name);
		return { label, value: `${left}, ${number(limit)} a minute`,
			share: available / this.highest(`${label} ${limit}`, available), isTight: available <= 0 };
	}

	/**
	 * What is the whole bar: the most that has been seen, since only a part of a minute's
	 * limit may go at once.
	 */
	highest(limit, available) {
		this.peaks.set(limit, Math.max(this.peaks.get(limit) ?? 1, available));
		return this.peaks.get(limit);
	}

}

function isLimited({ quotas, maxConcurrentCalls, pausedUntil }) {
	return quotas.length > 0 || maxConcurrentCalls !== null || pausedUntil !== null;
}

function queue({ maxConcurrentCalls, inFlight, waiting, pausedUntil }) {
	return [maxConcurrentCalls === null && `${inFlight} in flight`, `${waiting} waiting`,
		pausedUntil && `paused until ${time(pausedUntil)}`].filter(Boolean).join(' \u00b7 ');
}

function inFlight({ inFlight, maxConcurrentCalls }) {
	return maxConcurrentCalls === null ? [] : [{ label: 'in flight', value: `${inFlight} of ${maxConcurrentCalls}`,
		share: inFlight / maxConcurrentCalls, isTight: inFlight >= maxConcurrentCalls }];
}

function words(limit) {
	return limit.replaceAll('-', ' ');
}
