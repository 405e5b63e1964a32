import { showBudgets, showLimits, showSpend } from './gauges.js';
import { showRoutes } from './routes.js';
import { CallList } from './calls.js';

/**
 * Keeps the panel as fresh as the application's events. They come every second, so silence
 * means that the connection is gone, even if nobody has told the browser yet.
 */
const SILENCE = 5000;
const PAUSE = 1000;

const live = document.getElementById('live');
const banner = document.getElementById('lost');
const calls = new CallList(document.getElementById('calls'));

let source = null;
let watchdog = null;

function connect() {
	source = new EventSource('api/panel');
	source.addEventListener('open', () => calls.clear());
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
	banner.hidden = true;
	live.classList.remove('stale');
	live.setAttribute('aria-busy', 'false');
}

function listen() {
	clearTimeout(watchdog);
	watchdog = setTimeout(lost, SILENCE);
}

/**
 * Says so and tries again, also where the browser would give up.
 */
function lost() {
	banner.hidden = false;
	live.classList.add('stale');
	source.close();
	clearTimeout(watchdog);
	watchdog = setTimeout(connect, PAUSE);
}

addEventListener('pagehide', () => {
	source.close();
	clearTimeout(watchdog);
});
addEventListener('pageshow', (event) => event.persisted && connect());
connect();
