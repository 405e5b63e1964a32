import { events } from './sse.js';
import { AnswerView, announce, showQuestion } from './view.js';
import { showFaults } from './faults.js';

const composer = document.getElementById('composer');
const input = document.getElementById('message');
const send = document.getElementById('send');
const cancel = document.getElementById('cancel');

const conversation = [];
let running = null;

async function ask(question) {
	const messages = [...conversation, { role: 'user', content: question }];
	showQuestion(question);
	const view = new AnswerView();
	running = new AbortController();
	busy(true);
	try {
		const answer = await stream(messages, view, running.signal);
		if (answer?.text) {
			conversation.push(messages.at(-1), { role: 'assistant', content: answer.text });
		}
	}
	catch (error) {
		fail(view, error);
	}
	finally {
		running = null;
		busy(false);
	}
}

async function stream(messages, view, signal) {
	const response = await fetch('api/chat/stream', {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify({ messages }),
		signal
	});
	if (!response.ok) {
		view.fail(await response.json());
		return null;
	}
	for await (const { name, data } of events(response.body)) {
		if (name === 'delta') {
			view.append(data.text);
		}
		else if (name === 'restarted') {
			view.restart();
		}
		else if (name === 'completed') {
			view.complete(data);
			return data;
		}
		else if (name === 'error') {
			view.fail(data);
			return null;
		}
	}
	throw new Error('The stream ended early');
}

function fail(view, error) {
	if (error.name === 'AbortError') {
		view.cancel();
	}
	else {
		view.fail({ title: 'No connection to the application', kind: 'OFFLINE', detail: 'Is it still running?' });
	}
}

/**
 * Whoever has gone elsewhere meanwhile, to the panel say, is not called back.
 */
function busy(isBusy) {
	const isHere = document.activeElement === document.body || composer.contains(document.activeElement);
	send.hidden = isBusy;
	cancel.hidden = !isBusy;
	if (isBusy) {
		announce('Waiting for the answer');
	}
	if (isHere) {
		input.focus();
	}
}

function fit() {
	input.style.height = 'auto';
	input.style.height = `${input.scrollHeight}px`;
}

composer.addEventListener('submit', (event) => {
	event.preventDefault();
	const question = input.value.trim();
	if (question && !running) {
		input.value = '';
		fit();
		ask(question);
	}
});
cancel.addEventListener('click', () => running?.abort());
input.addEventListener('input', fit);
input.addEventListener('keydown', (event) => {
	if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
		event.preventDefault();
		composer.requestSubmit();
	}
	else if (event.key === 'Escape') {
		running?.abort();
	}
});
showFaults();
