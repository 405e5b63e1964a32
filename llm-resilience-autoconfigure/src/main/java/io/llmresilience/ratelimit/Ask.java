package io.llmresilience.ratelimit;

/**
 * One call's question to the limits of its route.
 *
 * @param route the route's number
 * @param demand what the call takes
 * @param arrival when the caller made it, in nanoseconds of the epoch
 * @param patience the longest wait in nanoseconds
 */
record Ask(int route, Demand demand, long arrival, long patience) {

}
