/**
 * Numbers and times in words.
 */
export function count(value, noun) {
	return `${value} ${noun}${value === 1 ? '' : 's'}`;
}

export function number(value) {
	return value.toLocaleString('en');
}

export function time(instant) {
	return new Date(instant).toLocaleTimeString('en-GB');
}

export function millis(value) {
	return value < 1000 ? `${value}\u00a0ms` : `${(value / 1000).toFixed(1)}\u00a0s`;
}

/**
 * Never an exponent, as JavaScript has it for small numbers.
 */
export function dollars(value, mostDecimals = 12) {
	const leastDecimals = value && value < 0.01 ? 0 : 2;
	return `$${value.toLocaleString('en', { minimumFractionDigits: leastDecimals, maximumFractionDigits: mostDecimals })}`;
}
