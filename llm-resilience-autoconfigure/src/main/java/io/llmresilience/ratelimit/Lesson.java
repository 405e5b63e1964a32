package io.llmresilience.ratelimit;

import org.jspecify.annotations.Nullable;

import io.llmresilience.ChatEvent.ServerLimits;

/**
 * What there is to learn from the response to one call.
 *
 * @param demand what the call reserved
 * @param books how we thought the limits stood when the call was sent
 * @param reservedAt when that was
 * @param counting how the provider counts
 * @param now the time of the response
 */
record Lesson(Demand demand, Scope books, long reservedAt, TokenCounting counting, long now) {

	/**
	 * Learn about one bucket: its limit if it is not configured, and that the provider
	 * has less left of it than we think. What contradicts itself is ignored.
	 * @param dimension what the bucket limits
	 * @param bucket the bucket
	 * @param said what the provider said of it
	 * @param others the calls in flight beside this one
	 * @param profile the bucket's surroundings
	 * @return the bucket as it is now
	 */
	Bucket learn(Dimension dimension, Bucket bucket, ServerLimits.Bucket said, int others, Scope.Profile profile) {
		if (nonsense(dimension, said)) {
			return bucket;
		}
		Long announced = said.limit();
		Long remaining = said.remaining();
		if (announced != null && !bucket.limit().exists()) {
			long unseen = others * dimension.units(this.demand);
			return Bucket.learnt(profile.limit(announced, true), ((remaining != null) ? remaining : announced) - unseen,
					this.now);
		}
		Bucket known = (announced != null && bucket.limit().learnt())
				? bucket.withLimit(profile.limit(announced, true), this.now) : bucket;
		return corrected(dimension, known, remaining);
	}

	private Bucket corrected(Dimension dimension, Bucket bucket, @Nullable Long remaining) {
		Bucket before = this.books.bucket(dimension);
		if (remaining == null || !bucket.limit().exists() || !before.limit().exists()) {
			return bucket;
		}
		return bucket.corrected(this.counting.upperBound(dimension, remaining), before.available(this.reservedAt),
				this.reservedAt, this.now);
	}

	private boolean nonsense(Dimension dimension, ServerLimits.Bucket said) {
		Long limit = said.limit();
		Long remaining = said.remaining();
		if (limit != null && (limit < 1 || limit < dimension.units(this.demand.firm()))) {
			return true;
		}
		return remaining != null && (remaining < 0 || (limit != null && remaining > limit));
	}

}
