/**
 * What is known of a model: its context window, its output limit, its tokenizer and what
 * its requests must look like.
 */
@NullMarked
package io.llmresilience.model;

import org.jspecify.annotations.NullMarked;
