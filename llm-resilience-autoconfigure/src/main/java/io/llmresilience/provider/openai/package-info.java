/**
 * OpenAI's Chat Completions on the wire.
 */
@NullMarked
package io.llmresilience.provider.openai;

import org.jspecify.annotations.NullMarked;
