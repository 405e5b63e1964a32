/**
 * Texts that are longer than a model's context window: documents are split at borders
 * that their readers see, asked about part by part, and the answers are combined.
 */
@NullMarked
package io.llmresilience.history;

import org.jspecify.annotations.NullMarked;
