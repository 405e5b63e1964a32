/**
 * Budgets in a database: what was spent survives a restart, and several processes share
 * one limit. The only room that knows JDBC.
 */
@NullMarked
package io.llmresilience.budget.jdbc;

import org.jspecify.annotations.NullMarked;
