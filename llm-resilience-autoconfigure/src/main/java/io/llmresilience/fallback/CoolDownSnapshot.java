package io.llmresilience.fallback;

import java.time.Instant;

import io.llmresilience.FailureKind;

/**
 * A route or a provider that is left alone for a while.
 *
 * @param name the route as {@code provider/model}, or the provider
 * @param reason the failure that led to it
 * @param since when that was first seen, without an answer since
 * @param until when it ends; in the past while a call finds out whether it is over
 */
public record CoolDownSnapshot(String name, FailureKind reason, Instant since, Instant until) {

}
