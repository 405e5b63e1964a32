/**
 * What a user's program sees of a resilient chat call: the service, its requests, answers
 * and failures, and the seam that every policy is written against.
 */
@NullMarked
package io.llmresilience;

import org.jspecify.annotations.NullMarked;
