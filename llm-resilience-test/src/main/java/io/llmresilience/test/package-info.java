/**
 * A simulator of LLM providers, for tests of applications that must survive them.
 */
@NullMarked
package io.llmresilience.test;

import org.jspecify.annotations.NullMarked;
