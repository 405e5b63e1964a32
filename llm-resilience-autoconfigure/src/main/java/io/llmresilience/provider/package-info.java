/**
 * What the providers' dialects share: the bytes of server-sent events, hints and limits
 * in headers, and the translation of HTTP errors.
 */
@NullMarked
package io.llmresilience.provider;

import org.jspecify.annotations.NullMarked;
