/**
 * Never more than a provider allows: requests and tokens per minute, concurrent calls,
 * and quiet after a 429. The limiter owns every wait for a rate limit.
 */
@NullMarked
package io.llmresilience.ratelimit;

import org.jspecify.annotations.NullMarked;
