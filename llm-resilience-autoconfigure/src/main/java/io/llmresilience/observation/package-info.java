/**
 * What calls leave behind: observations and meters with Micrometer, and the log line.
 */
@NullMarked
package io.llmresilience.observation;

import org.jspecify.annotations.NullMarked;
