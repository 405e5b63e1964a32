/**
 * Whether and when to try again, by the rules of Spring Retry.
 */
@NullMarked
package io.llmresilience.retry;

import org.jspecify.annotations.NullMarked;
