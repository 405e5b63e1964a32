/**
 * Limits on how long things may take, measured on decoded events.
 */
@NullMarked
package io.llmresilience.timeout;

import org.jspecify.annotations.NullMarked;
