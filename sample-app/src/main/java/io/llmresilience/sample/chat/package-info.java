/**
 * The chat over HTTP: bodies, answers, streams and problems.
 */
@NullMarked
package io.llmresilience.sample.chat;

import org.jspecify.annotations.NullMarked;
