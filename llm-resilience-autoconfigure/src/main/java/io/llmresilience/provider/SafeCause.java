package io.llmresilience.provider;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeoutException;

import io.netty.channel.ChannelException;

/**
 * Stands for a failure whose message may hold content or secrets: it has its type's name
 * and its stack trace, and nothing else.
 */
final class SafeCause extends RuntimeException {

	private static final int DEEPEST = 16;

	private SafeCause(Throwable hidden) {
		super(hidden.getClass().getName() + " (message withheld)", null, false, true);
		setStackTrace(hidden.getStackTrace());
	}

	/**
	 * Return a failure that is safe to print.
	 * @param failure the failure
	 * @return the failure itself if it and its causes are network failures of the JDK or
	 * Netty, whose messages hold addresses only
	 */
	static Throwable of(Throwable failure) {
		Throwable current = failure;
		for (int depth = 0; depth < DEEPEST && current != null && isNetworkFailure(current); depth++) {
			current = current.getCause();
		}
		return (current == null) ? failure : new SafeCause(failure);
	}

	private static boolean isNetworkFailure(Throwable failure) {
		String type = failure.getClass().getName();
		boolean known = type.startsWith("java") || type.startsWith("sun.") || type.startsWith("io.netty.")
				|| type.startsWith("reactor.netty.");
		return known && failure.getSuppressed().length == 0
				&& (failure instanceof IOException || failure instanceof GeneralSecurityException
						|| failure instanceof TimeoutException || failure instanceof ChannelException);
	}

}
