-- Municipalities, the people who work in them, their sessions, and the audit log.
create table municipalities (
  municipality_id text primary key check (municipality_id ~ '^\d{6}$'),
  name text not null,
  demonstration boolean not null default false,
  created_at timestamptz not null
);

-- A natural person. One person may hold several accounts; two signatures need two of these.
create table staff_members (
  staff_member_id uuid primary key,
  municipality_id text not null references municipalities,
  display_name text not null check (display_name <> ''),
  created_at timestamptz not null,
  unique (municipality_id, staff_member_id)
);

create table accounts (
  account_id uuid primary key,
  municipality_id text not null references municipalities,
  staff_member_id uuid not null,
  login_name text not null unique check (login_name = lower(login_name)),
  password_hash text not null,
  roles text[] not null check (
    cardinality(roles) > 0
    and roles <@ array['clerk', 'reviewer', 'supervisor', 'administrator', 'auditor']
  ),
  failed_logins integer not null default 0,
  locked_until timestamptz,
  password_changed_at timestamptz not null,
  disabled_at timestamptz,
  created_at timestamptz not null,
  unique (municipality_id, account_id, staff_member_id),
  foreign key (municipality_id, staff_member_id)
    references staff_members (municipality_id, staff_member_id)
);

-- Server-side sessions; `session_id` is the sha-256 of the cookie's value, so a copy of this table logs nobody in.
create table sessions (
  session_id text primary key,
  municipality_id text references municipalities,
  account_id uuid references accounts,
  content jsonb not null,
  expires_at timestamptz not null
);
create index sessions_by_expiry on sessions (expires_at);

-- Whose account it is never changes: a signature is a person's.
create function guard_account() returns trigger language plpgsql as $$
begin
  if new.staff_member_id <> old.staff_member_id or new.municipality_id <> old.municipality_id then
    raise exception 'an account stays with its person' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger accounts_guard before update on accounts for each row execute function guard_account();

create table audit_events (
  municipality_id text not null references municipalities,
  sequence bigint not null check (sequence >= 0),
  audit_event_id uuid not null unique,
  occurred_at timestamptz(3) not null,
  actor_kind text not null check (actor_kind in ('account', 'system', 'anonymous')),
  account_id uuid,
  staff_member_id uuid,
  action text not null,
  outcome text not null check (outcome in ('done', 'refused')),
  resource_kind text not null,
  resource_id text,
  detail jsonb not null,
  request_id uuid,
  trace_id uuid,
  previous_hash text not null,
  event_hash text not null,
  primary key (municipality_id, sequence)
);
create index audit_events_by_resource on audit_events (municipality_id, resource_kind, resource_id);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % refused', tg_table_name, tg_op
    using errcode = 'restrict_violation';
end $$;

create trigger audit_events_append_only before update or delete or truncate on audit_events
  for each statement execute function refuse_change();
