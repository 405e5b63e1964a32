package io.llmresilience.budget.jdbc;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import io.llmresilience.budget.BudgetStore.Account;

/**
 * The name of an account in the tables: of one length however long its parts are, and
 * without the label's value, which may say who somebody is.
 */
final class AccountKey {

	private static final String SEPARATOR = "\0";

	private AccountKey() {
	}

	static String of(Account account) {
		String period = account.isWindow() ? "window"
				: account.start().toEpochMilli() + SEPARATOR + account.end().toEpochMilli();
		String label = (account.label() != null) ? "=" + account.label() : "";
		String name = String.join(SEPARATOR, account.budget(), account.unit().name(), period, label);
		return HexFormat.of().formatHex(sha256().digest(name.getBytes(StandardCharsets.UTF_8)));
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java has SHA-256", ex);
		}
	}

}
