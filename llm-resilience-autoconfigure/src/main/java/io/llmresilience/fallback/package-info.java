/**
 * Which route a call takes, and which one next.
 */
@NullMarked
package io.llmresilience.fallback;

import org.jspecify.annotations.NullMarked;
