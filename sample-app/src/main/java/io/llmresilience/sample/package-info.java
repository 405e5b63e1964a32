/**
 * A Spring Boot application that shows the library at work.
 */
@NullMarked
package io.llmresilience.sample;

import org.jspecify.annotations.NullMarked;
