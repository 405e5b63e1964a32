/**
 * Reads server-sent events from the body of a fetch response. Yields {name, data} with
 * the data parsed from JSON.
 */
export async function* events(body) {
	const reader = body.pipeThrough(new TextDecoderStream()).getReader();
	let rest = '';
	for (;;) {
		const { done, value } = await reader.read();
		if (done) {
			return;
		}
		const blocks = (rest + value).split('\n\n');
		rest = blocks.pop();
		for (const block of blocks) {
			const event = parse(block);
			if (event) {
				yield event;
			}
		}
	}
}

function parse(block) {
	let name = 'message';
	const data = [];
	for (const line of block.split('\n')) {
		if (line.startsWith('event:')) {
			name = line.slice(6).trim();
		}
		else if (line.startsWith('data:')) {
			data.push(line.slice(5));
		}
	}
	return data.length ? { name, data: JSON.parse(data.join('\n')) } : null;
}
