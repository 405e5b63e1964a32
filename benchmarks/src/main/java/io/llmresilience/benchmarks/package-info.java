/**
 * Load programs: what a call costs beside a bare {@code WebClient}, and whether anything
 * is left behind by calls that fail.
 */
@NullMarked
package io.llmresilience.benchmarks;

import org.jspecify.annotations.NullMarked;
