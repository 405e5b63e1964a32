/**
 * Binds properties, builds routes and publishes beans.
 */
@NullMarked
package io.llmresilience.autoconfigure;

import org.jspecify.annotations.NullMarked;
