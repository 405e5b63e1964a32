/**
 * What a model is told of what was said before: fitting conversations to context windows,
 * summaries of what does not fit, and long documents in parts.
 */
@NullMarked
package io.llmresilience.history;

import org.jspecify.annotations.NullMarked;
