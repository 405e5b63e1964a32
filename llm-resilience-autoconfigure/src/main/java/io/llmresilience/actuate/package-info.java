/**
 * The endpoint {@code llm} and the health contributor of that name: how routes, limits
 * and budgets stand, and what may be changed by hand.
 */
@NullMarked
package io.llmresilience.actuate;

import org.jspecify.annotations.NullMarked;
