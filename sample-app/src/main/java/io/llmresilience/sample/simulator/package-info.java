/**
 * What is behind the sample: real providers if there are keys, else a simulator.
 */
@NullMarked
package io.llmresilience.sample.simulator;

import org.jspecify.annotations.NullMarked;
