/**
 * What a call leaves in the log.
 */
@NullMarked
package io.llmresilience.observation;

import org.jspecify.annotations.NullMarked;
