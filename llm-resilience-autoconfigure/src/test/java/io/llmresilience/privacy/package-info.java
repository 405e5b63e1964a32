/**
 * Makes sure that no key and no content gets where people without need can read it.
 */
@NullMarked
package io.llmresilience.privacy;

import org.jspecify.annotations.NullMarked;
