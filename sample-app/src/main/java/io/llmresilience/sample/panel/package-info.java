/**
 * The sample's panel: how routes, limits and budgets stand, and what became of the last
 * calls.
 */
@NullMarked
package io.llmresilience.sample.panel;

import org.jspecify.annotations.NullMarked;
