/**
 * A route's recent health: stops calls to a route that keeps failing, probes it, and lets
 * it recover. The only room that knows Resilience4j.
 */
@NullMarked
package io.llmresilience.circuitbreaker;

import org.jspecify.annotations.NullMarked;
