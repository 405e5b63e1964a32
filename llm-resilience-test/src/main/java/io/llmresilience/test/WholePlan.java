package io.llmresilience.test;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Plans an answer that is one body rather than a stream, and does to it what comes
 * nearest to the fault of a stream.
 */
final class WholePlan {

	private static final byte[] EMPTY_LINE = { '\n' };

	private final Recipe reply;

	private final byte[] body;

	private final int tokens;

	WholePlan(Recipe reply, byte[] body, int tokens) {
		this.reply = reply;
		this.body = body;
		this.tokens = Math.max(1, tokens);
	}

	Plan plan(List<Header> headers, int status) {
		Timing timing = this.reply.timing();
		Plan.Close close = Faults.closeOf(this.reply.fault());
		Duration work = Duration.ofNanos(timing.afterToken(this.tokens));
		boolean alive = timing.keepAlive() != null;
		long at = alive ? work.toNanos() : 0;
		Timeline timeline = new Timeline(timing, this.reply.shape(), EMPTY_LINE);
		byte[] bytes = bytes();
		if (bytes.length > 0) {
			timeline.add(at, bytes, 0);
		}
		return new Plan(alive ? timing.headersAfter() : timing.headersAfter().plus(work), status,
				Heads.merged(headers, this.reply.envelope()), length(bytes), timeline.beats(at, close), at, close);
	}

	private byte[] bytes() {
		return switch (this.reply.fault().kind()) {
			case NONE, ERROR_EVENT -> this.body;
			case STALL, CUT, RESET, END -> Arrays.copyOf(this.body, share());
			case BAD_JSON -> Arrays.copyOf(this.body, this.body.length / 2);
			case NO_FIRST_TOKEN, PINGS_ONLY -> new byte[0];
		};
	}

	private int share() {
		long share = (long) this.body.length * Math.min(this.reply.fault().afterTokens(), this.tokens) / this.tokens;
		return (int) Math.min(share, Math.max(0, this.body.length - 1));
	}

	/**
	 * The promised length: that of the whole body, which a cut or a stall then breaks.
	 */
	private long length(byte[] bytes) {
		boolean chunked = this.reply.timing().keepAlive() != null || this.reply.fault().kind() == Fault.Kind.END;
		if (chunked || this.reply.shape().has(Shape.Quirk.BOM)) {
			return -1;
		}
		return (Faults.closeOf(this.reply.fault()) == Plan.Close.COMPLETE) ? bytes.length : this.body.length;
	}

}
