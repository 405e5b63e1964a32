package io.llmresilience.test;

/**
 * One line of a response's head.
 */
record Header(String name, String value) {

}
