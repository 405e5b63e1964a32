/**
 * Which route a call takes.
 */
@NullMarked
package io.llmresilience.fallback;

import org.jspecify.annotations.NullMarked;
