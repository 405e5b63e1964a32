import { count, dollars } from './text.js';

/**
 * Everything that touches the page. Texts of users and models are only ever set as
 * textContent.
 */
const log = document.getElementById('log');

export function announce(text) {
	document.getElementById('announce').textContent = text;
}

export function announcePanel(text) {
	document.getElementById('panel-announce').textContent = text;
}

export function element(tag, className, text) {
	const node = document.createElement(tag);
	node.className = className;
	if (text !== undefined) {
		node.textContent = text;
	}
	return node;
}

/**
 * Changes a text only if it is another one, so that readers are left alone.
 */
export function set(node, text) {
	if (node.textContent !== text) {
		node.textContent = text;
	}
}

export function showQuestion(text) {
	document.getElementById('empty')?.remove();
	const article = element('article', 'turn user');
	article.setAttribute('aria-label', 'You');
	article.append(element('p', 'bubble', text));
	log.append(article);
	scrollToEnd();
}

export class AnswerView {

	constructor() {
		this.article = element('article', 'turn model waiting');
		this.article.setAttribute('aria-label', 'Answer');
		this.article.setAttribute('aria-busy', 'true');
		this.text = element('p', 'bubble');
		this.footer = element('footer', 'facts muted', '');
		this.started = performance.now();
		this.clock = setInterval(() => this.tick(), 100);
		this.article.append(this.text, this.footer);
		log.append(this.article);
		this.tick();
		scrollToEnd();
	}

	append(delta) {
		const follow = isAtEnd();
		this.article.classList.remove('waiting');
		this.text.append(delta);
		if (follow) {
			scrollToEnd();
		}
	}

	restart() {
		this.text.textContent = '';
		this.article.classList.add('waiting');
		announce('The answer begins anew');
	}

	complete(answer) {
		this.end('done');
		this.text.textContent = answer.text;
		this.footer.replaceChildren(element('span', 'facts-line', facts(answer, this.seconds())));
		this.showTrace(answer.trace);
		announce(answer.text);
	}

	fail(problem) {
		this.end('failed');
		const box = element('div', 'problem');
		box.setAttribute('role', 'alert');
		box.append(element('strong', 'problem-title', problem.title), ' ', element('code', 'problem-kind', problem.kind ?? problem.status));
		box.append(element('p', 'problem-detail', problem.detail ?? ''));
		this.article.insertBefore(box, this.footer);
		this.footer.replaceChildren(element('span', 'facts-line', problemFacts(problem, this.seconds())));
		this.showTrace(problem.trace ?? []);
	}

	cancel() {
		this.end('cancelled');
		this.footer.replaceChildren(element('span', 'facts-line', `Cancelled after ${this.seconds()}`));
		announce('Cancelled');
	}

	end(state) {
		clearInterval(this.clock);
		this.article.classList.remove('waiting');
		this.article.classList.add(state);
		this.article.removeAttribute('aria-busy');
		this.text.hidden = this.text.textContent === '' && state !== 'done';
		scrollToEnd();
	}

	showTrace(trace) {
		if (trace.length === 0) {
			return;
		}
		const details = element('details', 'trace');
		const list = element('ol', 'trace-list');
		for (const entry of trace) {
			const item = element('li', entry.outcome === 'OK' ? 'ok' : 'bad');
			item.append(element('code', 'outcome', entry.outcome), ' ', traceLine(entry));
			list.append(item);
		}
		details.addEventListener('toggle', () => details.scrollIntoView({ block: 'nearest' }));
		details.append(element('summary', '', 'Trace'), list);
		this.footer.append(details);
		scrollToEnd();
	}

	tick() {
		const waiting = this.article.classList.contains('waiting');
		this.footer.textContent = `${waiting ? 'Waiting' : 'Writing'} ${this.seconds()}`;
	}

	seconds() {
		return `${((performance.now() - this.started) / 1000).toFixed(1)} s`;
	}

}

function facts(answer, seconds) {
	return [answer.route, count(answer.attempts, 'attempt'), `${tokens(answer.usage.inputTokens)} in`,
		`${tokens(answer.usage.outputTokens)} out`, answer.finishReason, answer.cost !== null && dollars(answer.cost), seconds]
		.filter(Boolean).join(' \u00b7 ');
}

function problemFacts(problem, seconds) {
	return [problem.route, problem.trace && count(problem.trace.filter((entry) => entry.attempt > 0).length, 'attempt'),
		problem.providerStatus && `HTTP ${problem.providerStatus}`, problem.retryable && 'may work later',
		seconds].filter(Boolean).join(' \u00b7 ');
}

function traceLine(entry) {
	if (entry.attempt === 0) {
		return `${entry.route}, passed over: ${entry.reason}`;
	}
	const fate = entry.reason ? `, given up: ${entry.reason}` : '';
	const wait = entry.waitMs > 0 ? `after ${entry.waitMs} ms (${entry.waitReason}), ` : '';
	return `${wait}${entry.route}, attempt ${entry.attempt}, ${entry.durationMs} ms${fate}`;
}

function tokens(number) {
	return number === null ? '? tokens' : count(number, 'token');
}

function isAtEnd() {
	return log.scrollHeight - log.scrollTop - log.clientHeight < 60;
}

function scrollToEnd() {
	log.scrollTop = log.scrollHeight;
}
