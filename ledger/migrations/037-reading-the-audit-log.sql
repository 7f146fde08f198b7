-- What was looked for and who was shown, for the auditor alone: sealed, and apart from the chain, which keeps a keyed
-- digest of it. A row here can be erased at the end of its retention, and the chain still verifies (ADR 0028).
alter table audit_events add unique (municipality_id, audit_event_id);
create table audit_terms (
  municipality_id text not null references municipalities,
  audit_event_id uuid not null,
  -- What kind of words, and their keyed digest: `residentId:…`.
  reference text not null check (reference ~ '^[a-zA-Z]+:[0-9a-f]{32}$'),
  -- AES-256-GCM, base64.
  sealed text not null,
  primary key (municipality_id, audit_event_id, reference),
  foreign key (municipality_id, audit_event_id) references audit_events (municipality_id, audit_event_id)
);
create index audit_terms_by_reference on audit_terms (municipality_id, reference);
create trigger audit_terms_unchanged before update or truncate on audit_terms
  for each statement execute function refuse_change();
grant select, insert, delete on audit_terms to yoshin_app;

-- An auditor's word that they have read the log up to here.
create table audit_readings (
  audit_reading_id uuid primary key,
  municipality_id text not null references municipalities,
  -- Events read: sequences 0 … events - 1.
  events bigint not null check (events > 0),
  -- Hash of the last of them, as it was.
  head_hash text not null check (head_hash ~ '^[0-9a-f]{64}$'),
  note text not null,
  account_id uuid not null,
  staff_member_id uuid not null,
  read_at timestamptz not null,
  foreign key (municipality_id, account_id, staff_member_id)
    references accounts (municipality_id, account_id, staff_member_id)
);
create index audit_readings_by_length on audit_readings (municipality_id, events);
create trigger audit_readings_append_only before update or delete or truncate on audit_readings
  for each statement execute function refuse_change();
grant select, insert on audit_readings to yoshin_app;

create index audit_events_by_time on audit_events (municipality_id, occurred_at);
create index audit_events_by_person on audit_events (municipality_id, staff_member_id, sequence);
create index audit_events_by_action on audit_events (municipality_id, action, sequence);
