-- What an account shows besides its password (ADR 0026).
create table totp_secrets (
  account_id uuid primary key,
  municipality_id text not null references municipalities,
  -- Wrapped with the master key, like the key of a page.
  wrapped_secret text not null,
  key_id text not null,
  -- The newest time step a code was taken of: no code is good twice (RFC 6238 §5.2).
  last_step bigint not null,
  created_at timestamptz not null,
  foreign key (municipality_id, account_id) references accounts (municipality_id, account_id)
);

create table passkeys (
  credential_id text primary key,
  municipality_id text not null references municipalities,
  account_id uuid not null,
  public_key text not null,
  counter bigint not null,
  transports text[] not null,
  -- As its owner calls it.
  name text not null check (name <> ''),
  created_at timestamptz not null,
  last_used_at timestamptz,
  foreign key (municipality_id, account_id) references accounts (municipality_id, account_id)
);
create index passkeys_by_account on passkeys (account_id);

create table recovery_codes (
  account_id uuid not null,
  municipality_id text not null references municipalities,
  -- SHA-256 with the account: 80 bits of chance need no slower one.
  code_hash text not null,
  primary key (account_id, code_hash),
  foreign key (municipality_id, account_id) references accounts (municipality_id, account_id)
);

grant select, insert, update, delete on totp_secrets, passkeys, recovery_codes to yoshin_app;
