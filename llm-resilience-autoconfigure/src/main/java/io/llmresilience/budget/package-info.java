/**
 * Budgets: what calls may cost is reserved before they are sent and settled after, so
 * that no budget is overshot however many calls run at once.
 */
@NullMarked
package io.llmresilience.budget;

import org.jspecify.annotations.NullMarked;
