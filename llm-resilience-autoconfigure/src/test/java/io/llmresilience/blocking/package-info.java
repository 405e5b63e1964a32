/**
 * Makes sure that nothing blocks a thread that must not be blocked, in any test.
 */
@NullMarked
package io.llmresilience.blocking;

import org.jspecify.annotations.NullMarked;
