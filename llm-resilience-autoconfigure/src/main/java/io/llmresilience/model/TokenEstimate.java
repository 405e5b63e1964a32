package io.llmresilience.model;

/**
 * How many tokens a prompt probably has.
 *
 * @param tokens the tokens, rather too many than too few
 * @param weight the size of the texts that they were estimated from, 0 if the estimate
 * says nothing about further texts
 */
public record TokenEstimate(long tokens, long weight) {

}
