-- Accounts as their administrator and their people see them (ADR 0026).
alter table accounts
  -- Made by somebody else, shown once: good for nothing but choosing one's own.
  add column must_change_password boolean not null default false,
  add column last_login_at timestamptz,
  add unique (municipality_id, account_id);

alter table sessions
  -- What a session is called by people: never what logs in.
  add column session_ref uuid not null default gen_random_uuid() unique,
  add column began_at timestamptz not null default now(),
  add column last_seen_at timestamptz not null default now(),
  add column device text not null default '',
  add column address text not null default '';
create index sessions_by_account on sessions (account_id);

-- The newest row is in force; without one, what schemas/accounts.ts says.
create table account_policies (
  account_policy_id bigint generated always as identity primary key,
  municipality_id text not null references municipalities,
  second_factor_roles text[] not null check (
    second_factor_roles <@ array['clerk', 'reviewer', 'supervisor', 'administrator', 'auditor']
  ),
  -- Null: a password is good for ever.
  password_days integer check (password_days between 1 and 3650),
  idle_minutes integer not null check (idle_minutes between 1 and 60),
  absolute_hours integer not null check (absolute_hours between 1 and 24),
  review_days integer not null check (review_days between 1 and 3650),
  -- Null: the operator of the server.
  account_id uuid,
  set_at timestamptz not null,
  foreign key (municipality_id, account_id) references accounts (municipality_id, account_id)
);
create index account_policies_newest on account_policies (municipality_id, account_policy_id desc);
create trigger account_policies_append_only before update or delete or truncate on account_policies
  for each statement execute function refuse_change();

-- Somebody went through all accounts and signed for each that it stays or goes.
create table account_reviews (
  account_review_id uuid primary key,
  municipality_id text not null references municipalities,
  account_id uuid not null,
  staff_member_id uuid not null,
  signed_at timestamptz(3) not null,
  -- Canonical JSON (RFC 8785): byte for byte what was signed.
  statement text not null,
  key_id text not null,
  signature text not null,
  foreign key (municipality_id, account_id, staff_member_id)
    references accounts (municipality_id, account_id, staff_member_id)
);
create index account_reviews_newest on account_reviews (municipality_id, signed_at desc);
create trigger account_reviews_append_only before update or delete or truncate on account_reviews
  for each statement execute function refuse_change();

grant select, insert on account_policies, account_reviews to yoshin_app;
