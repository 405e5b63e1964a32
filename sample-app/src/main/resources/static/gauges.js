import { element, set } from './view.js';
import { rect, strip } from './svg.js';

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

	show({ label, value, share, isTight }) {
		set(this.label, label);
		set(this.value, value);
		this.fill.setAttribute('width', 1000 * Math.min(1, Math.max(0, share)));
		this.node.classList.toggle('tight', isTight);
	}

}

/**
 * Bars in one place. Each is kept and only changed, so that nothing jumps.
 */
export class Gauges {

	constructor(parent) {
		this.parent = parent;
		this.gauges = new Map();
	}

	show(gauges) {
		for (const gauge of gauges) {
			if (!this.gauges.has(gauge.label)) {
				this.gauges.set(gauge.label, new Gauge(this.parent));
			}
			this.gauges.get(gauge.label).show(gauge);
		}
		this.sweep(new Set(gauges.map((gauge) => gauge.label)));
	}

	sweep(shown) {
		for (const [label, gauge] of this.gauges) {
			if (!shown.has(label)) {
				gauge.node.remove();
				this.gauges.delete(label);
			}
		}
	}

}
