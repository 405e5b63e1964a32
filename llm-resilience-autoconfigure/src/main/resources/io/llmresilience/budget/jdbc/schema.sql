-- Budgets of LLM Resilience. Amounts are whole numbers of 1e-12 USD or of tokens, times are
-- milliseconds of the epoch by the database's clock. For H2, PostgreSQL, MySQL and MariaDB.

create table if not exists llm_budget_account (
	account_key varchar(64) not null,
	budget varchar(200) not null,
	unit varchar(10) not null,
	period_start bigint not null,
	forget_at bigint not null,
	primary key (account_key)
);

create table if not exists llm_budget_lease (
	account_key varchar(64) not null,
	process_id varchar(36) not null,
	claim_number bigint not null,
	reported bigint not null,
	held bigint not null,
	unspent bigint not null,
	expires_at bigint not null,
	primary key (account_key, process_id)
);

create table if not exists llm_budget_spend (
	account_key varchar(64) not null,
	process_id varchar(36) not null,
	slice bigint not null,
	amount bigint not null,
	counts_until bigint not null,
	primary key (account_key, process_id, slice)
);

create table if not exists llm_budget_alert (
	account_key varchar(64) not null,
	share varchar(30) not null,
	quiet_until bigint not null,
	primary key (account_key, share)
);
