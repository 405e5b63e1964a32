package io.llmresilience.test;

/**
 * Bytes, the time to send them in nanoseconds after the headers, and the number of tokens
 * that begin in them.
 */
record Beat(long at, byte[] bytes, int tokens) {

}
