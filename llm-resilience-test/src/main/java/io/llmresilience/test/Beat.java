package io.llmresilience.test;

/**
 * Bytes and the time to send them, in nanoseconds after the headers.
 */
record Beat(long at, byte[] bytes) {

}
