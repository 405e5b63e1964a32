import { CallList } from './calls.js';
import { showFaults } from './faults.js';
import { showLimits } from './limits.js';
import { forgetProblems, refusal } from './operations.js';
import { showRoutes } from './routes.js';
import { showBudgets, showSpend } from './spend.js';
import { set } from './view.js';

/**
 * Keeps the panel as fresh as the application's events. They come every second, so silence
 * means that the connection is gone, even if nobody has told the browser yet.
 */
const SILENCE = 5000;
const PAUSE = 1000;
const LOST = 'Connection lost, trying again\u2026';

const live = document.getElementById('live');
const banner = document.getElementById('lost');
const calls = new CallList(document.getElementById('calls'));

let source = null;
let watchdog = null;

function connect() {
	source = new EventSource('api/panel');
	source.addEventListener('snapshot', (event) => show(JSON.parse(event.data)));
	source.addEventListener('call', (event) => {
		calls.add(JSON.parse(event.data));
		showSpend(calls.all());
	});
	source.addEventListener('error', lost);
	listen();
}

function show(snapshot) {
	listen();
	showRoutes(snapshot.routes);
	showLimits([...snapshot.providers, ...snapshot.routes]);
	showBudgets(snapshot.budgets);
	showSpend(calls.all());
	live.setAttribute('aria-busy', 'false');
	if (!banner.hidden) {
		found();
	}
}

function listen() {
	clearTimeout(watchdog);
	watchdog = setTimeout(lost, SILENCE);
}

function found() {
	banner.hidden = true;
	live.classList.remove('stale');
	forgetProblems();
	showFaults();
}

/**
 * Says so and tries again, also where the browser would give up.
 */
function lost() {
	const wasRefused = source.readyState === EventSource.CLOSED;
	source.close();
	clearTimeout(watchdog);
	watchdog = setTimeout(connect, PAUSE);
	live.classList.add('stale');
	if (banner.hidden) {
		set(banner, LOST);
		banner.hidden = false;
	}
	if (wasRefused) {
		explain();
	}
}

/**
 * Asks once more for what the browser does not tell: why it was refused.
 */
async function explain() {
	const asked = new AbortController();
	const response = await fetch('api/panel', { signal: asked.signal }).catch(() => null);
	set(banner, response === null || response.ok ? LOST : await refusal(response));
	asked.abort();
}

addEventListener('pagehide', () => {
	source.close();
	clearTimeout(watchdog);
});
addEventListener('pageshow', (event) => event.persisted && connect());
connect();
