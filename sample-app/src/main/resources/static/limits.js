import { element, set } from './view.js';
import { Gauges } from './gauges.js';
import { LimitForm } from './limit-form.js';
import { number, time } from './text.js';

const place = document.getElementById('limits');
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
	place.dataset.empty = owners.size ? '' : 'Nothing is limited here.';
}

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
		this.gauges.show([...limits.quotas.map((quota) => this.quota(quota)), ...inFlight(limits)]);
		this.form.show(limits);
	}

	quota(quota) {
		const { name, limit, available, learnt } = quota;
		const left = available < 0 ? `${number(-available)} overdrawn` : `${number(available)} left now`;
		return { label: words(name), value: `${left}, ${number(limit)} a minute${learnt ? ', learnt' : ''}`,
			share: available / this.highest(`${name} ${limit}`, available), isTight: available <= 0 };
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

function queue({ quotas, maxConcurrentCalls, inFlight, waiting, pausedUntil }) {
	const isLimited = quotas.length > 0 || maxConcurrentCalls !== null;
	return [isLimited && maxConcurrentCalls === null && `${inFlight} in flight`,
		(isLimited || waiting > 0) && `${waiting} waiting`,
		pausedUntil && `paused until ${time(pausedUntil)}`].filter(Boolean).join(' \u00b7 ');
}

function inFlight({ inFlight, maxConcurrentCalls }) {
	return maxConcurrentCalls === null ? [] : [{ label: 'in flight', value: `${inFlight} of ${maxConcurrentCalls}`,
		share: inFlight / maxConcurrentCalls, isTight: inFlight >= maxConcurrentCalls }];
}

function words(limit) {
	return limit.replaceAll('-', ' ');
}
