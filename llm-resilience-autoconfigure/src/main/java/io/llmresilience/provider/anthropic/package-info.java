/**
 * Anthropic's Messages on the wire.
 */
@NullMarked
package io.llmresilience.provider.anthropic;

import org.jspecify.annotations.NullMarked;
